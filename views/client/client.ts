// The browser's own code. Every page works without it; it makes pages quicker and says more to screen readers.
import './trusted-types.ts'
import './navigation.ts'
import './user-menu.ts'
import './form.ts'
import './draft.ts'
import './rich-text-loader.ts'

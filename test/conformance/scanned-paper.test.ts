// Every row of the table of scans, where `npm test` runs a third of them.
process.env.SCANS = 'all'
await import('../server/scan/scanned-paper.test.ts')

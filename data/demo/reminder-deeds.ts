import { recordStepDone, stepsOfCase } from '../../server/agreement/step-actions.ts'
import { addAttachment } from '../../server/attachment/attachment-actions.ts'
import { addDays } from '../../server/calendar/working-days.ts'
import { caseAttachments } from '../../server/casefile/case-attachments.ts'
import { noteContact } from '../../server/casefile/contact-actions.ts'
import { finishReminder, remindersOfCase, setReminder } from '../../server/casefile/reminder-actions.ts'
import { plan } from './attachments.ts'
import { officeDayFrom } from './office-days.ts'
import type { Stage } from './story.ts'
import { done } from './value.ts'

type Login = 'ahlers' | 'oezdemir'

interface ReminderDeed {
  /** Counted from 0 as in `caseRows`. */
  readonly case: number
  readonly by: Login
  /** The office day, counted from the first day of the story. */
  readonly day: number
  readonly minute: number
  /** Returns the id of the case. */
  readonly play: (stage: Stage, caseId: string, days: readonly string[]) => Promise<string>
}

const at = (hour: number, minute: number): number => hour * 60 + minute

/** `due` counts office days from the one on which the demo is loaded. */
function reminder(about: number, by: Login, [day, due]: readonly [number, number], reason: string): ReminderDeed {
  return {
    case: about,
    by,
    day,
    minute: at(11, 40),
    play: async ({ db, actor }, caseId, days) => {
      done(await setReminder(db, actor(by), { caseId, about: null, dueOn: dueDay(days, due), reason }))
      return caseId
    },
  }
}

function dueDay(days: readonly string[], due: number): string {
  const today = officeDayFrom(addDays(days.at(-1) ?? '', 1))
  return due < 0 ? (days.at(due) ?? today) : officeDayFrom(addDays(today, due))
}

const finished = (about: number, by: Login, day: number, reason: string): ReminderDeed => ({
  case: about,
  by,
  day,
  minute: at(15, 25),
  play: async ({ db, actor }, caseId) => {
    const found = (await remindersOfCase(db, actor(by), caseId)).find((each) => each.reason === reason)
    if (found) done(await finishReminder(db, actor(by), found))
    return caseId
  },
})

const contact = (about: number, by: Login, day: number, note: string): ReminderDeed => ({
  case: about,
  by,
  day,
  minute: at(10, 15),
  play: async ({ db, actor }, caseId, days) => {
    done(await noteContact(db, actor(by), { caseId, day: days[day] ?? '', note }))
    return caseId
  },
})

/** The step that begins with these words, with words or a file that shows it. */
const stepDone = (
  [about, what]: readonly [number, string],
  by: Login,
  day: number,
  evidence: string | Uint8Array,
): ReminderDeed => ({
  case: about,
  by,
  day,
  minute: at(14, 35),
  play: async ({ db, actor }, caseId, days) => {
    const step = (await stepsOfCase(db, actor(by), caseId)).find((each) => each.isOpen && each.what.startsWith(what))
    if (!step) return caseId
    const isFile = typeof evidence !== 'string'
    const attachments: string[] = []
    if (isFile) {
      const file = { name: 'Empfangsbestätigung.png', bytes: evidence }
      const place = { holder: caseAttachments, id: caseId }
      const added = await addAttachment(db, actor(by), { ...place, file, isPublic: false, maxBytes: 2 ** 20 })
      attachments.push(done(added).attachment)
    }
    done(
      await recordStepDone(db, actor(by), {
        caseId,
        stepId: step.stepId,
        dueOn: step.dueOn,
        doneOn: days[day] ?? '',
        note: isFile ? '' : evidence,
        attachments,
      }),
    )
    return caseId
  },
})

/** What the two who guide cases want to see again, what came of steps, and when they spoke with people. */
export const reminderDeeds: readonly ReminderDeed[] = [
  reminder(6, 'ahlers', [31, -3], 'Lohnabrechnung Oktober anfordern'),
  reminder(1, 'ahlers', [40, -1], 'Antwort der Botschaft prüfen'),
  reminder(0, 'ahlers', [44, 0], 'Standortgespräch vorbereiten'),
  reminder(10, 'ahlers', [46, 0], 'Unterschrift der Sprachmittlung nachhalten'),
  reminder(14, 'ahlers', [46, 1], 'Rückruf der Schule wegen Förderunterricht'),
  reminder(2, 'ahlers', [45, 3], 'Terminbestätigung der Botschaft ansehen'),
  reminder(13, 'ahlers', [45, 12], 'Kursplatz beim Case-Management nachfragen'),
  reminder(17, 'ahlers', [30, -12], 'Schulbescheinigung anfordern'),
  finished(17, 'ahlers', 37, 'Schulbescheinigung anfordern'),
  reminder(3, 'oezdemir', [41, -2], 'Wohnungsgeberbescheinigung anfordern'),
  reminder(12, 'oezdemir', [45, 0], 'Arbeitgeber wegen der Stundenzahl anrufen'),
  reminder(9, 'oezdemir', [46, 4], 'Ergebnis des Deutschtests erfragen'),
  contact(5, 'ahlers', 33, 'Anruf, Adresse bestätigt'),
  contact(17, 'ahlers', 37, 'Vorsprache mit der Mutter'),
  contact(4, 'oezdemir', 36, 'Anruf wegen der Rückfrage zur Laufzeit'),
  stepDone([1, 'gibt die Geburtsurkunde'], 'ahlers', 34, plan()),
  stepDone([6, 'gibt die Geburtsurkunde'], 'ahlers', 36, 'Eingangsvermerk in der Akte, Blatt 14'),
  stepDone([3, 'reicht die Lohnabrechnungen'], 'oezdemir', 38, 'Lohnabrechnungen September und Oktober gesehen'),
  // With the second one his goal is reached.
  stepDone([9, 'legt Zeugnisse'], 'oezdemir', 42, 'Zwischenzeugnis der Berufsschule gesehen'),
  stepDone([9, 'meldet sich'], 'oezdemir', 43, 'Klassenlehrerin: keine Förderung nötig'),
]

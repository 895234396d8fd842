import { defineRoom, on } from '#kernel/room'
import { birthdayRows, flowRows, maturityRows, moveRows, unownedRows } from './lists.ts'
import { setPreference } from './preference.ts'
import { getMine, listBirthdays, listFlows, listMaturities, listMoves, listUnowned, setLargeMove } from './workbench.api.ts'
import { myWorkbench } from './workbench.ts'

export const room = defineRoom({
  name: 'workbench',
  floor: 'portal',
  title: { zh: '我的工作台', en: 'My workbench' },
  permissions: { 'workbench.read': { zh: '使用工作台', en: 'Use the workbench' } },
  routes: [
    on(getMine, (tx) => myWorkbench(tx)),
    on(listFlows, (tx, input) => flowRows(tx, input)),
    on(listMoves, (tx, input) => moveRows(tx, input)),
    on(listMaturities, (tx, input) => maturityRows(tx, input)),
    on(listBirthdays, (tx, input) => birthdayRows(tx, input)),
    on(listUnowned, (tx, input) => unownedRows(tx, input)),
    on(setLargeMove, (tx, input) => setPreference(tx, input)),
  ],
})

import { createContext, useContext } from 'react'
import type { Door } from '#kernel/endpoint'

/** Who is signed in, as far as screens care. The server decides anew on every call. */
export type Viewer = {
  staff: string
  name: string
  org: number
  orgName: string
  orgPath: string[]
  roles: { code: string; title: { zh: string; en: string } }[]
  may: string[]
  profile: 'demo' | 'production'
}

export const ViewerContext = createContext<Viewer | null>(null)

export function useViewer(): Viewer {
  const viewer = useContext(ViewerContext)
  if (viewer === null) throw new Error('this page stands outside the shell: nobody is signed in here')
  return viewer
}

export function useMay(door: Pick<Door, 'may'>): boolean {
  const viewer = useContext(ViewerContext)
  return mayOpen(viewer, door)
}

export function mayOpen(viewer: Pick<Viewer, 'may'> | null, door: Pick<Door, 'may'>): boolean {
  if (door.may === 'anyone') return true
  return viewer !== null && (door.may === 'signed-in' || viewer.may.includes(door.may))
}

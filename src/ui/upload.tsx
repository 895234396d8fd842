import { InboxOutlined } from '@ant-design/icons'
import { Upload } from 'antd'
import { useState, type ReactNode } from 'react'
import type { InputOf, ReplyOf } from '#kernel/endpoint'
import { Refused } from '#kernel/error'
import { invalidate, type AnyDoor } from './call.tsx'
import { fetchDoor } from './fetch.tsx'

/** Where a file is dropped, or chosen with the keyboard. */
export function FileDrop({ title, hint, busy, multiple, onPick }: { title: ReactNode; hint?: ReactNode; busy?: boolean; multiple?: boolean; onPick: (file: File) => void }) {
  return (
    <Upload.Dragger multiple={multiple} showUploadList={false} disabled={busy} beforeUpload={(file) => { onPick(file); return false }}>
      <p className="ant-upload-drag-icon" aria-hidden><InboxOutlined /></p>
      <p className="ant-upload-text">{title}</p>
      {hint !== undefined && <p className="ant-upload-hint">{hint}</p>}
    </Upload.Dragger>
  )
}

/** Sends a file through a door that takes one: a new key for each file, so that a line that breaks brings no second one. */
export function useSend<D extends AnyDoor>(door: D, options: { invalidates?: AnyDoor[] } = {}) {
  const [waiting, setWaiting] = useState(0)
  const [failed, setFailed] = useState<Refused | null>(null)
  /** Of several files each hears of its own refusal. */
  const send = async (input: InputOf<D>, file: File, refuse?: (refused: Refused) => void): Promise<ReplyOf<D> | null> => {
    setWaiting((before) => before + 1)
    setFailed(null)
    try {
      return (await fetchDoor(door, input as Record<string, unknown>, { file })) as ReplyOf<D> // the server checks the reply against this very schema
    } catch (refused) {
      if (!(refused instanceof Refused)) throw refused
      setFailed(refused)
      refuse?.(refused)
      return null
    } finally {
      setWaiting((before) => before - 1)
      await invalidate(...(options.invalidates ?? []))
    }
  }
  return { send, busy: waiting > 0, failed }
}

import { DesktopOutlined } from '@ant-design/icons'
import { Section } from '#ui/page'
import { State } from '#ui/refusal'
import { t } from './text.ts'

/** In the hand: says where this is done instead. */
export function Desk() {
  return <Section><State icon={<DesktopOutlined />} title={t.desk.title} advice={t.desk.advice} /></Section>
}

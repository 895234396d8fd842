import { language, say, speak } from '#kernel/text'
import { Person } from '#ui/person'
import { remember } from '#ui/remember'
import { useViewer } from '#ui/viewer'
import { t } from './text.ts'

/** Name, branch and roles of who is signed in. */
export function Who() {
  const { name, staff, orgPath, orgName, roles } = useViewer()
  return (
    <div className="y-who">
      <Person name={name} role={staff} />
      <dl>
        <div><dt>{t.org}</dt><dd>{orgPath.length > 0 ? orgPath.join(' / ') : orgName}</dd></div>
        <div><dt>{t.roles}</dt><dd>{t.list(roles.map((role) => say(role.title)))}</dd></div>
      </dl>
    </div>
  )
}

export function switchLanguage(): void {
  const next = language() === 'zh' ? 'en' : 'zh'
  remember('language', next)
  speak(next)
}

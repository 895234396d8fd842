import { CloseCircleFilled } from '@ant-design/icons'
import { t } from './text.ts'

/** For `allowClear` of a choice: its button is named in the reader's language; antd knows only the English word. */
export const clearing = () => ({ clearIcon: <CloseCircleFilled />, label: t.clear })

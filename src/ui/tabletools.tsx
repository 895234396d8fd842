import { ColumnHeightOutlined, SettingOutlined } from '@ant-design/icons'
import { Button, Checkbox, Dropdown, Popover } from 'antd'
import type { ReactNode } from 'react'
import { useRemembered } from './remember.tsx'
import type { Column } from './column.tsx'
import { t } from './text.ts'
import { useNarrow } from './theme.tsx'

export type Density = 'tight' | 'compact' | 'comfortable'

export function useDensity(): [Density, (next: Density) => void] {
  return useRemembered<Density>('density', 'comfortable')
}

export type Setting = { columns: { key: string; title: string }[]; chosen: string[]; choose: (keys: string[]) => void }

/** The columns one has chosen, in their own order; the first always stays. */
export function useColumns<Row>(name: string, columns: Column<Row>[]): [Column<Row>[], Setting] {
  const [remembered, choose] = useRemembered<string[] | null>(name, null)
  const chosen = remembered ?? columns.filter((column) => column.hidden !== true).map((column) => column.key)
  const shown = columns.filter((column, n) => n === 0 || chosen.includes(column.key))
  return [shown, { columns, chosen, choose }]
}

export function TableTools({ count, setting, children }: { count: string | undefined; setting: Setting; children?: ReactNode }) {
  const isNarrow = useNarrow()
  const [density, setDensity] = useDensity()
  const densities = (['comfortable', 'compact', 'tight'] as const).map((key) => ({ key, label: t.table[key] }))
  if (isNarrow && count === undefined && children === undefined) return null // the column setting is for desks
  return (
    <div className="y-table-tools">
      <div className="y-row" style={{ flex: 1 }}>{children}</div>
      <span className="y-faint y-figures" role="status">{count}</span>
      {!isNarrow && (
        <>
          <Dropdown trigger={['click']} menu={{ items: densities, selectedKeys: [density], onClick: ({ key }) => setDensity(key as Density) }}>
            <Button type="text" icon={<ColumnHeightOutlined />} aria-label={t.table.density} title={t.table.density} />
          </Dropdown>
          <Popover trigger="click" placement="bottomRight" title={t.table.columns} content={<ColumnSetting {...setting} />}>
            <Button type="text" icon={<SettingOutlined />} aria-label={t.table.columns} title={t.table.columns} />
          </Popover>
        </>
      )}
    </div>
  )
}

function ColumnSetting({ columns, chosen, choose }: Setting) {
  const [first, ...others] = columns
  return (
    <Checkbox.Group value={[...(first ? [first.key] : []), ...chosen]} onChange={choose} style={{ display: 'grid', gap: 8 }}>
      {first && <Checkbox value={first.key} disabled>{first.title}</Checkbox>}
      {others.map((column) => <Checkbox key={column.key} value={column.key}>{column.title}</Checkbox>)}
    </Checkbox.Group>
  )
}

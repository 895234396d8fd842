/** Which districts lie in which city (GB/T 2260, as published by the 国家统计局 for 2023, through modood/Administrative-divisions-of-China, WTFPL). */
import divisions from './divisions.json' with { type: 'json' }

const pairs = Object.entries(divisions as Record<string, string>).flatMap(([city, names]) => names.split(' ').map((district): [string, string] => [city, district]))

/** Side by side: the n-th district lies in the n-th city. A district that is in neither list may have been renamed, and is left alone. */
export const cities: readonly string[] = pairs.map(([city]) => city)
export const districts: readonly string[] = pairs.map(([, district]) => district)

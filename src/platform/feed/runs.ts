export async function asOf() {}

/** What we use of yauzl, which brings no types of its own. */
declare module 'yauzl' {
  export type Entry = {
    fileName: string
    fileNameLength: number
    compressedSize: number
    uncompressedSize: number
    relativeOffsetOfLocalHeader: number
    externalFileAttributes: number
    isEncrypted(): boolean
    canDecodeFileData(): boolean
  }
  export type ZipFile = {
    entryCount: number
    eachEntry(): AsyncIterable<Entry>
    openReadStreamPromise(entry: Entry): Promise<NodeJS.ReadableStream>
    close(): void
  }
  type Options = { autoClose?: boolean; strictFileNames?: boolean; validateEntrySizes?: boolean }
  const yauzl: {
    openPromise(path: string, options?: Options): Promise<ZipFile>
    validateFileName(name: string): string | null
  }
  export default yauzl
}

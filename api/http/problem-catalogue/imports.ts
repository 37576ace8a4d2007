/** What can be wrong with imports. Each entry: `code: { status, title, meaning }`. */
export const importProblems = {
  import_closed: {
    status: 409,
    title: 'The import takes no more of its file',
    meaning: 'It was started, or it has ended. Make a new one for another file.',
  },
  chunk_misplaced: {
    status: 409,
    title: 'The chunk does not belong there',
    meaning: '`detail` says at which byte the next chunk belongs; or other bytes were sent to this place before.',
  },
  import_incomplete: {
    status: 409,
    title: 'The file is not all there',
    meaning: 'Fewer or more bytes have arrived than `bytesTotal` says. `detail` says how many; go on from there.',
  },
  import_ended: { status: 409, title: 'The import has ended', meaning: 'It was done, or it had failed, before it could be cancelled.' },
  import_not_ended: { status: 409, title: 'The import has not ended', meaning: 'It can be gone on with once it is done or cancelled.' },
  import_file_gone: {
    status: 409,
    title: 'The file is not here any more',
    meaning:
      'Files are kept for 24 hours after a dry run, and after an import that failed or was cancelled. `repeatedBy` says where another import took it over. Otherwise send it again.',
  },
  import_header_refused: {
    status: 422,
    title: "The file's columns are not clear",
    meaning:
      '`errors` names each column in question. Say in `options.mapping` what it means, or `ignore`, and start again: the file stays.',
  },
} as const

// Sends a song, and tells how far it has come.

/**
 * Resolves to the job, rejects with an UploadError. An AbortSignal ends it.
 * XMLHttpRequest, since fetch does not tell how much of a body is sent.
 */
export function upload(file, style, { onProgress, signal }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const query = new URLSearchParams({ style, name: file.name });
    request.open('POST', `/jobs?${query}`);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.setRequestHeader('Accept', 'application/json');
    request.responseType = 'json';
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable && event.total > 0) {
        onProgress(event.loaded / event.total);
      }
    });
    request.addEventListener('load', () => {
      const answer = request.response;
      if (request.status === 201 && answer) {
        resolve(answer);
      } else {
        reject(new UploadError(answer?.error, request.status));
      }
    });
    request.addEventListener('error', () => reject(new UploadError(null, 0)));
    request.addEventListener('abort', () => reject(new UploadError({ code: 'aborted', message: 'Cancelled.', hint: '' }, 0)));
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

export class UploadError extends Error {
  constructor(error, status) {
    super(error?.message ?? 'The song could not be sent.');
    this.code = error?.code ?? 'unreachable';
    this.hint = error?.hint ?? 'Check that you are online and that the file is still there, then try again.';
    /** Whether the same song may be accepted later. */
    this.isPassing = status === 0 || status === 408 || status === 429 || status >= 500;
  }
}

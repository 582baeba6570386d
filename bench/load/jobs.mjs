/**
 * Does the jobs that the measuring process asks for, one at a time. The process ends when the measuring process does.
 * @param {Record<string, (input: any) => Promise<unknown>>} jobs
 */
export const serve = (jobs) => {
  process.on('disconnect', () => process.exit(0));
  process.on(
    'message',
    async (/** @type {{ id: number, job: string, input: unknown }} */ { id, job, input }) => {
      try {
        const work = jobs[job];
        if (!work) throw new Error('no such job');
        process.send?.({ id, answer: (await work(input)) ?? null });
      } catch (error) {
        process.send?.({ id, failure: error instanceof Error ? error.message : String(error) });
      }
    },
  );
};

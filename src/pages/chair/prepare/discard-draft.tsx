import { useState } from 'preact/hooks';
import { deviceStorage } from '../../browser-storage.ts';
import { Button } from '../../kit/button.tsx';
import { Confirm } from '../../kit/confirm.tsx';
import { say } from '../../words.ts';
import { prepareWords } from './words.ts';

/** Removes a draft from this device, after asking. */
export function DiscardDraft({ name, onDone }: { readonly name: string; readonly onDone: () => void }) {
  const t = say(prepareWords);
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button kind="danger" onClick={() => setAsking(true)}>
        {t.discard}
      </Button>
      {asking && (
        <Confirm
          title={t.discardTitle}
          confirmLabel={t.discard}
          kind="danger"
          onCancel={() => setAsking(false)}
          onConfirm={() => {
            deviceStorage.remove(name);
            onDone();
          }}
        >
          <p>{t.discardLead}</p>
        </Confirm>
      )}
    </>
  );
}

import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface FieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
}

interface FrameProps extends FieldProps {
  /** What is read from what was typed. */
  readonly beside?: ComponentChildren;
  readonly children: (wires: Wires) => ComponentChildren;
}

interface Wires {
  readonly id: string;
  readonly 'aria-describedby'?: string;
  readonly 'aria-invalid'?: boolean;
}

/** What stands around a control: its label, and what describes it. */
export function Field({ label, hint, error, beside, children }: FrameProps) {
  const id = useId();
  const described = [hint && `${id}-hint`, beside && `${id}-beside`, error && `${id}-error`]
    .filter(Boolean)
    .join(' ');
  const control = children({
    id,
    ...(described !== '' && { 'aria-describedby': described }),
    ...(error && { 'aria-invalid': true }),
  });
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {beside === undefined ? (
        control
      ) : (
        <div class="row">
          {control}
          <div class="beside" id={`${id}-beside`}>
            {beside}
          </div>
        </div>
      )}
      {error && (
        <p class="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

interface TextFieldProps extends FieldProps {
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly type?: 'text' | 'password' | 'number' | 'time' | 'search';
  readonly size?: 'large';
  readonly autofocus?: boolean;
  readonly min?: number;
  readonly max?: number;
  /** Id of a datalist. */
  readonly list?: string;
}

/** What is typed is nobody's but the person's: browsers neither remember nor correct it. */
export function TextField(props: TextFieldProps) {
  const { label, hint, error, value, onValue, type = 'text', size, autofocus, min, max, list } = props;
  return (
    <Field label={label} hint={hint} error={error}>
      {(wires) => (
        <input
          {...wires}
          type={type as 'text'}
          class={size === 'large' ? 'input large' : 'input'}
          autocomplete="off"
          spellcheck={false}
          {...(autofocus && { autofocus })}
          {...(min !== undefined && { min })}
          {...(max !== undefined && { max })}
          {...(list !== undefined && { list })}
          value={value}
          onInput={(event) => onValue(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

interface TextAreaProps extends FieldProps {
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly rows?: number;
}

/** Vietnamese, which a browser's dictionary of another language would underline in front of the room. */
export function TextArea({ label, hint, error, value, onValue, rows = 3 }: TextAreaProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(wires) => (
        <textarea
          {...wires}
          rows={rows}
          class="input"
          spellcheck={false}
          value={value}
          onInput={(event) => onValue(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

interface SelectProps<Value extends string> extends FieldProps {
  readonly value: Value;
  readonly options: readonly (readonly [value: Value, label: string])[];
  readonly onValue: (value: Value) => void;
  /** Options are names, which may be longer than browsers show of what is chosen: it stands below in full. */
  readonly named?: boolean;
}

/** About as many letters of the chosen option as a narrow field shows. */
const shownLetters = 20;

export function Select<Value extends string>({
  label,
  hint,
  error,
  value,
  options,
  onValue,
  named = false,
}: SelectProps<Value>) {
  const chosen = options.find(([one]) => one === value)?.[1] ?? '';
  const select = (wires: Wires) => (
    <select
      {...wires}
      class="input"
      value={value}
      onChange={(event) => onValue(event.currentTarget.value as Value)}
    >
      {options.map(([one, text]) => (
        <option key={one} value={one}>
          {text}
        </option>
      ))}
    </select>
  );
  return (
    <Field label={label} hint={hint} error={error}>
      {(wires) => (
        <>
          {select(wires)}
          {named && chosen.length > shownLetters && (
            <p class="hint" aria-hidden="true">
              {chosen}
            </p>
          )}
        </>
      )}
    </Field>
  );
}

interface FileFieldProps extends FieldProps {
  /** Endings of names, with their dots. */
  readonly endings: readonly string[];
  /** The field too: whoever has no use for the file empties it, so that the same one, mended, can be chosen again. */
  readonly onFile: (file: File | undefined, field: HTMLInputElement) => void;
  readonly children?: ComponentChildren;
}

export function FileField({ label, hint, error, endings, onFile, children }: FileFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(wires) => (
        <>
          <input
            {...wires}
            class="input"
            type="file"
            accept={endings.join(',')}
            onChange={({ currentTarget }) => onFile(currentTarget.files?.[0], currentTarget)}
          />
          {children}
        </>
      )}
    </Field>
  );
}

interface CheckProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onChecked: (checked: boolean) => void;
}

export function Check({ label, checked, onChecked }: CheckProps) {
  return (
    <label class="check">
      <input type="checkbox" checked={checked} onChange={(event) => onChecked(event.currentTarget.checked)} />
      <span>{label}</span>
    </label>
  );
}

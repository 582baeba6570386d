import type { ComponentChildren } from 'preact';

interface FileRowProps {
  readonly name: ComponentChildren;
  readonly hint: ComponentChildren;
  /** The button that gets it. */
  readonly children?: ComponentChildren;
}

/** One file that exists, or does not yet: what it is on the left, how to get it on the right. */
export function FileRow({ name, hint, children }: FileRowProps) {
  return (
    <li class="file">
      <div class="file-what">
        <p class="file-name">{name}</p>
        <p class="hint">{hint}</p>
      </div>
      {children}
    </li>
  );
}

import 'reflect-metadata';
import { Field, InputType } from 'type-graphql';
import type { ImportFormat } from '../../../exchange/read.ts';
import type { ExportFormat } from '../../../exchange/write.ts';
import { CommandInput } from './commands.ts';
import { ExportFormatEnum, ImportFormatEnum } from './enums.ts';
import { ResultFilter, ResultOrder } from './filters.ts';

@InputType({
  description:
    'A file of results from elsewhere, of at most 1,000 rows, so that ballots do not wait for it; larger ones by npm run import.',
})
export class ImportResultsInput extends CommandInput {
  @Field(() => ImportFormatEnum, { description: 'How the content is written.' })
  format!: ImportFormat;

  @Field(() => String, {
    description: 'The file, whole. The request that holds it, JSON escapes included, has at most 2 MiB.',
  })
  content!: string;

  @Field(() => Boolean, {
    defaultValue: true,
    description: 'Only says what the import would do; false: does it, all or nothing.',
  })
  dryRun!: boolean;
}

@InputType({ description: 'What goes into an export.' })
export class LinkExportInput {
  @Field(() => ExportFormatEnum, { description: 'How the file is written.' })
  format!: ExportFormat;

  @Field(() => ResultFilter, {
    nullable: true,
    description: 'Which results; without it all that the viewer may see, but those that were rated again.',
  })
  filter?: ResultFilter | null | undefined;

  @Field(() => ResultOrder, {
    nullable: true,
    description: 'Default: the newest session first, in the order of its agenda.',
  })
  orderBy?: ResultOrder | null | undefined;
}

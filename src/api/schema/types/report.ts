import 'reflect-metadata';
import { Field, InputType, Int } from 'type-graphql';

@InputType({
  description: "A target and how far it was met: '18 of 20'. For reading; the rules use facts.",
})
export class TargetInput {
  @Field(() => String, { description: 'What was to be reached.' })
  name!: string;

  @Field(() => Int, { description: 'How much was planned.' })
  planned!: number;

  @Field(() => Int, { description: 'How much was reached.' })
  achieved!: number;

  @Field(() => Boolean, { defaultValue: false, description: 'Whether the report counts it as exceeded.' })
  exceeded!: boolean;
}

@InputType({ description: 'The self-review (bản kiểm điểm).' })
export class ReportInput {
  @Field(() => String, { nullable: true, description: 'Who reads it out.' })
  presentedBy?: string | null | undefined;

  @Field(() => String, { nullable: true, description: 'What was done well (ưu điểm, kết quả).' })
  achievements?: string | null | undefined;

  @Field(() => String, {
    nullable: true,
    description: 'What was done badly or not at all (hạn chế, khuyết điểm).',
  })
  shortcomings?: string | null | undefined;

  @Field(() => String, { nullable: true, description: 'Why (nguyên nhân).' })
  causes?: string | null | undefined;

  @Field(() => String, { nullable: true, description: 'What will be done about it (biện pháp khắc phục).' })
  remedies?: string | null | undefined;

  @Field(() => [TargetInput], { defaultValue: [], description: 'Targets with their figures (chỉ tiêu).' })
  targets!: readonly TargetInput[];
}

import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { QuotaBase } from '../../../core/vocabulary.ts';
import type { ResultQuery, Scope, StatisticsKey } from '../../../history/history.ts';
import { FilterArg, OrderArg, SearchArg } from '../arguments.ts';
import type { Context } from '../context.ts';
import { organizationOf, personOf } from '../mapping/references.ts';
import { resultOf } from '../mapping/result.ts';
import { connectionOf, PageArgs, pageRequest, readSearch } from '../pagination.ts';
import { OrganizationConnection, PersonConnection, ResultConnection } from '../types/connections.ts';
import { QuotaBaseEnum, StatisticsKeyEnum } from '../types/enums.ts';
import type { ResultFilter, ResultOrder } from '../types/filters.ts';
import { StatisticsRow } from '../types/history.ts';
import { Organization, Person } from '../types/people.ts';

@Resolver()
export class HistoryResolver {
  @Query(() => ResultConnection, {
    description: 'The record, newest session first, in the order of its agenda.',
  })
  results(
    @Ctx() context: Context,
    @Args(() => PageArgs) page: PageArgs,
    @FilterArg() filter?: ResultFilter | null,
    @OrderArg() orderBy?: ResultOrder | null,
  ): Promise<ResultConnection> {
    return resultsOf(context, page, filter, { order: orderOf(orderBy) });
  }

  @Query(() => [StatisticsRow], { description: 'Results counted by the keys asked for.' })
  async statistics(
    @Ctx() context: Context,
    @Arg('by', () => [StatisticsKeyEnum], {
      description: 'What rows are told apart by; none: one row of all.',
    })
    by: StatisticsKey[],
    @Arg('base', () => QuotaBaseEnum, { defaultValue: 'GOOD', description: 'What baseCount counts.' })
    base: QuotaBase,
    @FilterArg() filter?: ResultFilter | null,
  ): Promise<StatisticsRow[]> {
    const { history, loaders } = context;
    const rows = await history.statistics(queryOf(await context.scope(), filter), by, base);
    const organizationBy = async (id: string) => {
      const found = await loaders.organization.load(id);
      return found === null ? null : organizationOf(loaders, found);
    };
    return rows.map((row) => {
      const {
        organizationId: id,
        year,
        subjectKind,
        peerGroup,
        level,
        status,
        count,
        excellent,
        baseCount,
      } = row;
      const organization = id === null ? null : () => organizationBy(id);
      return { organization, year, subjectKind, peerGroup, level, status, count, excellent, baseCount };
    });
  }

  @Query(() => PersonConnection, { description: 'People by their given names, as Vietnamese sorts them.' })
  async people(
    @Ctx() context: Context,
    @Args(() => PageArgs) page: PageArgs,
    @SearchArg() search?: string | null,
  ): Promise<PersonConnection> {
    const query = { scope: await context.scope(), search: readSearch(search) };
    return connectionOf(await context.history.people(pageRequest(page), query), personOf);
  }

  @Query(() => OrganizationConnection, { description: 'Organisations by name, as Vietnamese sorts them.' })
  async organizations(
    @Ctx() context: Context,
    @Args(() => PageArgs) page: PageArgs,
    @SearchArg() search?: string | null,
  ): Promise<OrganizationConnection> {
    const { history, loaders } = context;
    const query = { scope: await context.scope(), search: readSearch(search) };
    const rows = await history.organizations(pageRequest(page), query);
    return connectionOf(rows, (row) => organizationOf(loaders, row));
  }
}

@Resolver(() => Organization)
export class OrganizationResolver {
  @FieldResolver(() => ResultConnection, { description: 'Results of its sessions, and results about it.' })
  results(
    @Root() organization: Organization,
    @Ctx() context: Context,
    @Args(() => PageArgs) page: PageArgs,
    @FilterArg() filter?: ResultFilter | null,
    @OrderArg() orderBy?: ResultOrder | null,
  ): Promise<ResultConnection> {
    return resultsOf(context, page, filter, { ownerId: organization.id, order: orderOf(orderBy) });
  }

  @FieldResolver(() => OrganizationConnection, {
    description: 'The organisations directly below it, by name, as Vietnamese sorts them.',
  })
  async subordinates(
    @Root() organization: Organization,
    @Ctx() context: Context,
    @Args(() => PageArgs) page: PageArgs,
  ): Promise<OrganizationConnection> {
    const { history, loaders } = context;
    const query = { scope: await context.scope(), search: null, superiorId: organization.id };
    const rows = await history.organizations(pageRequest(page), query);
    return connectionOf(rows, (row) => organizationOf(loaders, row));
  }
}

@Resolver(() => Person)
export class PersonResolver {
  @FieldResolver(() => ResultConnection, { description: 'Results about this person.' })
  results(
    @Root() person: Person,
    @Ctx() context: Context,
    @Args(() => PageArgs) page: PageArgs,
    @FilterArg() filter?: ResultFilter | null,
    @OrderArg() orderBy?: ResultOrder | null,
  ): Promise<ResultConnection> {
    return resultsOf(context, page, filter, { personId: person.id, order: orderOf(orderBy) });
  }
}

async function resultsOf(
  context: Context,
  page: PageArgs,
  filter: ResultFilter | null | undefined,
  {
    order,
    ...of
  }: Pick<ResultQuery, 'ownerId' | 'personId'> & { readonly order: ResultQuery['order'] | undefined },
): Promise<ResultConnection> {
  const scope = await context.scope();
  const query = { ...queryOf(scope, filter), ...of, ...(order && { order }) };
  const rows = await context.history.results(pageRequest(page), query);
  return connectionOf(rows, (row) => resultOf(row, context));
}

export function orderOf(asked: ResultOrder | null | undefined): ResultQuery['order'] | undefined {
  if (!asked) return undefined;
  return { by: asked.by, descending: asked.direction === 'DESCENDING' };
}

export function queryOf(scope: Scope, filter: ResultFilter | null | undefined): ResultQuery {
  readSearch(filter?.search);
  const given = Object.entries(filter ?? {}).filter(([, value]) => value !== null && value !== undefined);
  return { scope, ...Object.fromEntries(given) };
}

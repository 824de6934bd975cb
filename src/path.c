/*-------------------------------------------------------------------------
 *
 * path.c
 *	  path_summary: the paths of touches that converted and of those that did
 *	  not, for attribution by data.  Here the state is built and merged;
 *	  path_io.c is its doors, path_read.c reads it.
 *
 *-------------------------------------------------------------------------
 */
#include "path.h"

#include "args.h"
#include "credit.h"
#include "money.h"

/* The state without channels that have no touch, if there are many of them. */
static PathState *
settle(PathState *state)
{
	if (likely(2 * state->n_dead <= state->n_channels + PATH_DEAD_ROOM))
		return state;
	return path_canonical(state);
}

/* The distinct channels of a path */
typedef struct ChannelSet
{
	uint64		bits[(PATH_MAX_SLOTS + 63) / 64];
	int32		members[PATH_MAX_SLOTS];
	int32		n;
} ChannelSet;

static inline void
set_add(ChannelSet *set, int32 channel)
{
	uint64		bit = UINT64CONST(1) << channel % 64;

	if ((set->bits[channel / 64] & bit) != 0)
		return;
	set->bits[channel / 64] |= bit;
	set->members[set->n++] = channel;
}

/* Count the links of a path and collect its channels; to is where it ended. */
static PathState *
add_touches(PathState *state, const Datum *path, int n, int sign, ChannelSet *set, int32 *last)
{
	const char *name = NULL;
	int32		length = -1;
	int32		from = PATH_START;

	for (int i = 0; i < n; i++)
	{
		text	   *channel = (text *) DatumGetPointer(path[i]);
		int32		to;

		CHECK_FOR_INTERRUPTS();
		/* A channel that follows itself is one touch of it. */
		if (length == (int32) VARSIZE_ANY_EXHDR(channel) &&
			memcmp(name, VARDATA_ANY(channel), length) == 0)
			continue;
		name = VARDATA_ANY(channel);
		length = (int32) VARSIZE_ANY_EXHDR(channel);
		state = path_get_channel(state, name, length, sign, &to);
		path_count_touches(state, to, sign);
		state = path_add_link(state, PATH_KEY(from, to), sign);
		set_add(set, to);
		from = to;
	}
	*last = from;
	return state;
}

/* One path, or with sign -1 one path less. */
static PathState *
add_path(PathState *state, const Datum *path, int n, bool converted, Money value, int sign)
{
	ChannelSet	set;
	int32		last;

	memset(set.bits, 0, sizeof(set.bits));
	set.n = 0;
	path_raise_scale(state, value.scale);
	money_rescale(&value.units, 1, value.scale, PATH_SCALE(state));
	if (n == 0)
	{
		if (!converted)
			return state;
		kpi_count_add(&state->untouched, sign, PATH_TYPE);
		path_add_value(&state->untouched_value, value.units, sign);
		return state;
	}
	kpi_count_add(&state->paths, sign, PATH_TYPE);
	state = add_touches(state, path, n, sign, &set, &last);
	state = path_add_link(state, PATH_KEY(last, converted ? PATH_CONVERTED : PATH_LOST), sign);
	path_add_value(&state->value, value.units, sign);
	path_add_value(&path_channels(state)[last].value, value.units, sign);
	for (int32 i = 0; i < set.n; i++)
		state = path_add_share(state, PATH_KEY(set.members[i], set.n), value.units, sign);
	return state;
}

/* The value of a conversion: 1 where conversions are counted, unknown as 0. */
static Money
value_arg(FunctionCallInfo fcinfo, bool converted)
{
	Money		value = {0, 0};

	if (!converted)
		return value;
	if (PG_NARGS() < 4)
	{
		value.units = 1;
		return value;
	}
	if (PG_ARGISNULL(3))
		return value;
	value = money_from_numeric(PG_GETARG_DATUM(3), "value");
	if (unlikely(value.units < 0))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("value %s is out of range, it must not be below 0",
						arg_numeric_text(PG_GETARG_DATUM(3))),
				 errhint("Take refunds off the value of their sale first, and bound the rest by greatest(..., 0).")));
	return value;
}

/*
 * One row of (state, path, converted[, value]).  Not strict: without a path a
 * conversion is an untouched one.
 */
static Datum
path_transition(FunctionCallInfo fcinfo, int sign)
{
	PathState  *state;
	Datum	   *channels = NULL;
	bool		converted;
	int			n = 0;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	if (PG_ARGISNULL(2))
		return PG_GETARG_DATUM(0);
	converted = PG_GETARG_BOOL(2);
	if (!PG_ARGISNULL(1))
		n = credit_path(PG_GETARG_DATUM(1), &channels);
	state = add_path(PG_KPI_STATE_RW(PathState), channels, n, converted,
					 value_arg(fcinfo, converted), sign);
	PG_RETURN_POINTER(sign < 0 ? settle(state) : state);
}

PG_FUNCTION_INFO_V1(path_accum);
Datum
path_accum(PG_FUNCTION_ARGS)
{
	return path_transition(fcinfo, 1);
}

PG_FUNCTION_INFO_V1(path_discard);
Datum
path_discard(PG_FUNCTION_ARGS)
{
	return path_transition(fcinfo, -1);
}

/* Channels of the other state as those of this one, with touches and values. */
static PathState *
merge_channels(PathState *state, const PathState *other, int sign, int scale, int32 *number)
{
	for (int32 i = 0; i < other->n_channels; i++)
	{
		const PathChannel *channel = &path_channels(other)[i];
		int128		value = channel->value;

		if (channel->touches == 0)
			continue;
		state = path_get_channel(state, path_names(other) + channel->name, channel->length, sign, &number[i]);
		path_count_touches(state, number[i], sign * channel->touches);
		money_rescale(&value, 1, PATH_SCALE(other), scale);
		path_add_value(&path_channels(state)[number[i]].value, value, sign);
	}
	return state;
}

static PathState *
path_merge(PathState *state, const PathState *other, int sign)
{
	int32	   *number = palloc0((other->n_channels + 1) * sizeof(int32));
	int128		values[2] = {other->untouched_value, other->value};

	path_raise_scale(state, PATH_SCALE(other));
	money_rescale(values, 2, PATH_SCALE(other), PATH_SCALE(state));
	kpi_count_add(&state->paths, sign * other->paths, PATH_TYPE);
	kpi_count_add(&state->untouched, sign * other->untouched, PATH_TYPE);
	path_add_value(&state->untouched_value, values[0], sign);
	path_add_value(&state->value, values[1], sign);
	state = merge_channels(state, other, sign, PATH_SCALE(state), number);
	for (int32 i = 0; i < other->n_links; i++)
	{
		const PathLink *link = &path_links(other)[i];

		CHECK_FOR_INTERRUPTS();
		state = path_add_link(state, PATH_KEY(path_renumbered(number, PATH_KEY_FIRST(link->key)),
											  path_renumbered(number, PATH_KEY_SECOND(link->key))),
							  sign * link->count);
	}
	for (int32 i = 0; i < other->n_shares; i++)
	{
		const PathShare *share = &path_shares(other)[i];
		int128		value = share->value;

		CHECK_FOR_INTERRUPTS();
		money_rescale(&value, 1, PATH_SCALE(other), PATH_SCALE(state));
		state = path_add_share(state, PATH_KEY(number[PATH_KEY_FIRST(share->key)],
											   PATH_KEY_SECOND(share->key)), value, sign);
	}
	pfree(number);
	return state;
}

PG_FUNCTION_INFO_V1(path_combine);
Datum
path_combine(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(path_merge(PG_KPI_STATE_RW(PathState), PG_KPI_STATE(PathState, 1), 1));
}

PG_FUNCTION_INFO_V1(path_uncombine);
Datum
path_uncombine(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(settle(path_merge(PG_KPI_STATE_RW(PathState), PG_KPI_STATE(PathState, 1), -1)));
}

/* Final function of path_agg and rollup: the canonical form. */
PG_FUNCTION_INFO_V1(path_final);
Datum
path_final(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(path_canonical(PG_KPI_STATE(PathState, 0)));
}

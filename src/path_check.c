/*-------------------------------------------------------------------------
 *
 * path_check.c
 *	  The validator of path_summary: is it one that paths can give?
 *
 *-------------------------------------------------------------------------
 */
#include "path.h"

#include "mb/pg_wchar.h"

#include "literal.h"
#include "money.h"

/* What flows into and out of each channel, and from the start and to the ends. */
typedef struct Flow
{
	int128	   *in;
	int128	   *out;
	int128		started;
	int128		ended;
} Flow;

static const char *
channels_fault(const PathState *state)
{
	const PathChannel *channels = path_channels(state);
	int128		value = 0;

	if (state->n_channels > PATH_MAX_CHANNELS)
		return "There are more than 1000 channels.";
	for (int32 i = 0; i < state->n_channels; i++)
	{
		const char *name = path_names(state) + channels[i].name;

		if (channels[i].length > PATH_MAX_NAME || !pg_verifymbstr(name, channels[i].length, true))
			return "The name of a channel is longer than 1000 bytes or not a text.";
		if (i > 0 && path_compare_names(state, i - 1, i) >= 0)
			return "The channels are not in the order of their names.";
		if (channels[i].value < 0 || channels[i].value > MONEY_MAX_SUM - value)
			return "The value of a channel is out of range.";
		value += channels[i].value;
	}
	if (value != state->value)
		return "The values of the channels do not add up.";
	return NULL;
}

/* Sum the links; false if one is between nodes that are not there. */
static bool
sum_links(const PathState *state, Flow *flow)
{
	for (int32 i = 0; i < state->n_links; i++)
	{
		const PathLink *link = &path_links(state)[i];
		int			from = PATH_KEY_FIRST(link->key);
		int			to = PATH_KEY_SECOND(link->key);

		if (link->count <= 0 || from == to || (i > 0 && link[-1].key >= link->key) ||
			!(from < state->n_channels || from == PATH_START) ||
			!(to < state->n_channels || to == PATH_CONVERTED || to == PATH_LOST) ||
			(from == PATH_START && to >= state->n_channels))
			return false;
		*(from == PATH_START ? &flow->started : &flow->out[from]) += link->count;
		*(to >= state->n_channels ? &flow->ended : &flow->in[to]) += link->count;
	}
	return true;
}

/* Can every channel be reached from the start? */
static bool
is_connected(const PathState *state)
{
	const PathLink *links = path_links(state);
	bool	   *seen = palloc0(state->n_channels + 1);
	int32	   *stack = palloc((state->n_channels + 1) * sizeof(int32));
	int32		n_stack = 0;
	int32		n_seen = 0;
	int32		from = PATH_START;

	for (;;)
	{
		for (int32 i = path_find_link(state, PATH_KEY(from, 0));
			 i < state->n_links && PATH_KEY_FIRST(links[i].key) == from; i++)
		{
			int			to = PATH_KEY_SECOND(links[i].key);

			if (to >= state->n_channels || seen[to])
				continue;
			seen[to] = true;
			n_seen++;
			stack[n_stack++] = to;
		}
		if (n_stack == 0)
			break;
		from = stack[--n_stack];
	}
	pfree(seen);
	pfree(stack);
	return n_seen == state->n_channels;
}

/*
 * Paths can be found for any links that lead on as often as they lead in, and
 * reach every channel from the start (Euler).
 */
static const char *
links_fault(const PathState *state)
{
	Flow		flow = {0};

	flow.in = palloc0((state->n_channels + 1) * sizeof(int128));
	flow.out = palloc0((state->n_channels + 1) * sizeof(int128));
	if (!sum_links(state, &flow))
		return "A link is not one between two of the channels, or not in order.";
	for (int32 i = 0; i < state->n_channels; i++)
	{
		int32		at = path_find_link(state, PATH_KEY(i, PATH_CONVERTED));
		bool		is_last = at < state->n_links &&
		path_links(state)[at].key == PATH_KEY(i, PATH_CONVERTED);

		if (flow.in[i] != flow.out[i] || flow.in[i] != path_channels(state)[i].touches)
			return "A channel is not left as often as it is reached.";
		if (path_channels(state)[i].value > 0 && !is_last)
			return "A channel that no conversion followed has a value.";
	}
	if (flow.started != state->paths || flow.ended != state->paths)
		return "There are too many paths, or paths without an end.";
	if (!is_connected(state))
		return "A channel is on no path.";
	pfree(flow.in);
	pfree(flow.out);
	return NULL;
}

/*
 * The shares of one size of set are those of sets of that size: so many times
 * the value of the sets, of which no channel has more than all.
 */
static const char *
shares_fault(const PathState *state)
{
	int128	   *whole = palloc0((state->n_channels + 1) * sizeof(int128));
	int128	   *rest = palloc0((state->n_channels + 1) * sizeof(int128));
	int128		value = 0;

	for (int32 i = 0; i < state->n_shares; i++)
	{
		const PathShare *share = &path_shares(state)[i];
		int			size = PATH_KEY_SECOND(share->key);

		if (share->value <= 0 || share->value > state->value || size < 1 ||
			size > state->n_channels || PATH_KEY_FIRST(share->key) >= state->n_channels ||
			(i > 0 && share[-1].key >= share->key))
			return "A share is not one of a channel in a set of them, or not in order.";
		whole[size] += share->value / size;
		rest[size] += share->value % size;
		if (whole[size] > state->value)
			return "The shares do not add up to the values of the channels.";
	}
	for (int32 size = 1; size <= state->n_channels; size++)
	{
		if (rest[size] % size != 0)
			return "The shares of sets of one size do not add up.";
		whole[size] += rest[size] / size;
		value += whole[size];
		if (value > state->value)
			return "The shares do not add up to the values of the channels.";
	}
	for (int32 i = 0; i < state->n_shares; i++)
		if (path_shares(state)[i].value > whole[PATH_KEY_SECOND(path_shares(state)[i].key)])
			return "A channel has more than the sets that it is in.";
	if (value != state->value)
		return "The shares do not add up to the values of the channels.";
	pfree(whole);
	pfree(rest);
	return NULL;
}

/* What no paths can give, or NULL.  The state is in its canonical form. */
const char *
path_fault(const PathState *state)
{
	const char *fault = channels_fault(state);

	if (fault == NULL)
		fault = links_fault(state);
	if (fault == NULL)
		fault = shares_fault(state);
	if (fault == NULL && (state->untouched < 0 || state->untouched_value < 0 ||
						  (state->untouched == 0 && state->untouched_value != 0)))
		fault = "There is untouched value without untouched conversions.";
	return fault;
}

/* The largest scale that a value needs, and whether all fit. */
static bool
scale_validate(const PathState *state, Node *escontext)
{
	int			scale = PATH_SCALE(state);
	int			needed = 0;

	if (scale > MONEY_MAX_SCALE)
		state_invalid(escontext, PATH_TYPE, "Scale %d is above %d.", scale, MONEY_MAX_SCALE);
	if (state->untouched_value > MONEY_MAX_SUM)
		state_invalid(escontext, PATH_TYPE, "A sum has more than 37 digits.");
	needed = money_canonical_scale(&state->untouched_value, 1, scale);
	for (int32 i = 0; i < state->n_channels; i++)
		needed = Max(needed, money_canonical_scale(&path_channels(state)[i].value, 1, scale));
	for (int32 i = 0; i < state->n_shares; i++)
		needed = Max(needed, money_canonical_scale(&path_shares(state)[i].value, 1, scale));
	if (needed != scale)
		state_invalid(escontext, PATH_TYPE, "Scale %d is not the one of its values.", scale);
	return true;
}

/*
 * What is not written because it follows: touches, paths and the value of all
 * conversions.  A sum that does not fit comes out wrong, and is found so.
 */
static void
recount(PathState *state)
{
	uint64		paths = 0;
	uint128		value = 0;

	state->n_dead = 0;
	for (int32 i = 0; i < state->n_links; i++)
	{
		const PathLink *link = &path_links(state)[i];
		int			to = PATH_KEY_SECOND(link->key);

		if (PATH_KEY_FIRST(link->key) == PATH_START)
			paths += (uint64) link->count;
		if (to < state->n_channels)
			path_channels(state)[to].touches =
				(int64) ((uint64) path_channels(state)[to].touches + (uint64) link->count);
	}
	for (int32 i = 0; i < state->n_channels; i++)
		value += (uint128) path_channels(state)[i].value;
	state->paths = (int64) paths;
	state->value = (int128) value;
}

bool
path_validate(PathState *state, Node *escontext)
{
	const char *fault;

	recount(state);
	if (!scale_validate(state, escontext))
		return false;
	fault = path_fault(state);
	if (fault != NULL)
		state_invalid(escontext, PATH_TYPE, "%s", fault);
	return true;
}

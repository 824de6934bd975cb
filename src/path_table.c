/*-------------------------------------------------------------------------
 *
 * path_table.c
 *	  The tables of a path_summary: channels, links and shares, which grow as
 *	  paths come in, and their canonical form.
 *
 *-------------------------------------------------------------------------
 */
#include "path.h"

#include "money.h"

/* Room for a first path, so that most groups do not move again. */
#define FIRST_CHANNELS 6
#define FIRST_LINKS 16
#define FIRST_SHARES 8
#define FIRST_NAMES 96

static void
limit_error(const char *what, int most)
{
	ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("more than %d %s in one %s", most, what, PATH_TYPE),
			 errhint("Unite rare channels under one name, for example '(other)', or group by something.")));
}

static inline int32
grown_room(int32 room, int32 needed, int32 first)
{
	return needed <= room ? room : Max(Max(needed, 2 * room), first);
}

/* The state with room for so many more of each, moved if it has less. */
static PathState *
reserve(PathState *state, int32 channels, int32 links, int32 shares, int32 names)
{
	int32		room_names = (int32) (VARSIZE(state) - (path_names(state) - (char *) state));
	int32		channel_room = grown_room(state->room_channels, state->n_channels + channels, FIRST_CHANNELS);
	int32		link_room = grown_room(state->room_links, state->n_links + links, FIRST_LINKS);
	int32		share_room = grown_room(state->room_shares, state->n_shares + shares, FIRST_SHARES);
	int32		name_room = grown_room(room_names, state->n_names + names, FIRST_NAMES);
	PathState  *grown;

	if (likely(channel_room == state->room_channels && link_room == state->room_links &&
			   share_room == state->room_shares && name_room == room_names))
		return state;
	grown = kpi_state_new(PATH_FIXED + channel_room * sizeof(PathChannel) +
						  link_room * sizeof(PathLink) + share_room * sizeof(PathShare) + name_room);
	memcpy((char *) grown + sizeof(int32), (const char *) state + sizeof(int32),
		   PATH_FIXED - sizeof(int32));
	grown->room_channels = channel_room;
	grown->room_links = link_room;
	grown->room_shares = share_room;
	memcpy(path_channels(grown), path_channels(state), state->n_channels * sizeof(PathChannel));
	memcpy(path_links(grown), path_links(state), state->n_links * sizeof(PathLink));
	memcpy(path_shares(grown), path_shares(state), state->n_shares * sizeof(PathShare));
	memcpy(path_names(grown), path_names(state), state->n_names);
	return grown;
}

static int
compare_name(const PathState *state, int32 channel, const char *name, int32 length)
{
	const PathChannel *c = &path_channels(state)[channel];
	int			order = memcmp(path_names(state) + c->name, name, Min(c->length, length));

	return order != 0 ? order : c->length - length;
}

/* Order of channels: by the bytes of their names, whatever the collation. */
int
path_compare_names(const PathState *state, int32 a, int32 b)
{
	const PathChannel *c = &path_channels(state)[b];

	return compare_name(state, a, path_names(state) + c->name, c->length);
}

/* The channel of this name; -1 if there is none, and place is where it belongs. */
static int32
find_channel(const PathState *state, const char *name, int32 length, int32 *place)
{
	const PathChannel *channels = path_channels(state);
	int32		low = 0;
	int32		high = state->n_channels;

	while (low < high)
	{
		int32		middle = (low + high) / 2;
		int			order = compare_name(state, channels[middle].sorted, name, length);

		if (order == 0)
			return channels[middle].sorted;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*place = low;
	return -1;
}

/* A new channel, last in number and as yet in the order of names too. */
PathState *
path_append_channel(PathState *state, const char *name, int32 length)
{
	PathChannel *added;

	if (length > PATH_MAX_NAME)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("the name of a channel has %d bytes, it must have at most %d",
						length, PATH_MAX_NAME)));
	if (state->n_channels - state->n_dead >= PATH_MAX_CHANNELS)
		limit_error("channels", PATH_MAX_CHANNELS);
	state = reserve(state, 1, 0, 0, length);
	added = &path_channels(state)[state->n_channels];
	memset(added, 0, sizeof(PathChannel));
	added->name = state->n_names;
	added->length = length;
	added->sorted = state->n_channels++;
	memcpy(path_names(state) + state->n_names, name, length);
	state->n_names += length;
	state->n_dead++;
	return state;
}

static PathState *
insert_channel(PathState *state, const char *name, int32 length, int32 place)
{
	PathChannel *channels;

	state = path_append_channel(state, name, length);
	channels = path_channels(state);
	for (int32 i = state->n_channels - 1; i > place; i--)
		channels[i].sorted = channels[i - 1].sorted;
	channels[place].sorted = state->n_channels - 1;
	return state;
}

/*
 * The number of the channel of this name, which is made if it is new.  It is
 * an error to take away from one that is not there.
 */
PathState *
path_get_channel(PathState *state, const char *name, int32 length, int sign, int32 *channel)
{
	int32		place = 0;

	*channel = find_channel(state, name, length, &place);
	if (likely(*channel >= 0))
		return state;
	if (sign < 0)
		kpi_count_out_of_range(false, PATH_TYPE);
	*channel = state->n_channels;
	return insert_channel(state, name, length, place);
}

void
path_count_touches(PathState *state, int32 channel, int64 n)
{
	PathChannel *c = &path_channels(state)[channel];
	int64		before = c->touches;

	if (n == 0)
		return;
	if (before == 0 && n > 0 && state->n_channels - state->n_dead >= PATH_MAX_CHANNELS)
		limit_error("channels", PATH_MAX_CHANNELS);
	kpi_count_add(&c->touches, n, PATH_TYPE);
	state->n_dead += (c->touches == 0) - (before == 0);
}

/* Index of the first link whose key is not below the given one. */
int32
path_find_link(const PathState *state, int64 key)
{
	const PathLink *links = path_links(state);
	int32		low = 0;
	int32		high = state->n_links;

	while (low < high)
	{
		int32		middle = (low + high) / 2;

		if (links[middle].key < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int32
find_share(const PathState *state, int64 key)
{
	const PathShare *shares = path_shares(state);
	int32		low = 0;
	int32		high = state->n_shares;

	while (low < high)
	{
		int32		middle = (low + high) / 2;

		if (shares[middle].key < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static PathState *
insert_link(PathState *state, int32 i, int64 key, int64 count)
{
	PathLink   *links;

	if (state->n_links >= PATH_MAX_LINKS)
		limit_error("different pairs of channels", PATH_MAX_LINKS);
	state = reserve(state, 0, 1, 0, 0);
	links = path_links(state);
	memmove(&links[i + 1], &links[i], (state->n_links - i) * sizeof(PathLink));
	links[i].key = key;
	links[i].count = count;
	state->n_links++;
	return state;
}

static PathState *
insert_share(PathState *state, int32 i, int64 key, int128 value)
{
	PathShare  *shares;

	if (state->n_shares >= PATH_MAX_SHARES)
		limit_error("channels by size of the sets that they convert in", PATH_MAX_SHARES);
	state = reserve(state, 0, 0, 1, 0);
	shares = path_shares(state);
	memmove(&shares[i + 1], &shares[i], (state->n_shares - i) * sizeof(PathShare));
	shares[i].key = key;
	shares[i].value = value;
	state->n_shares++;
	return state;
}

PathState *
path_append_link(PathState *state, int64 key, int64 count)
{
	return insert_link(state, state->n_links, key, count);
}

PathState *
path_append_share(PathState *state, int64 key, int128 value)
{
	return insert_share(state, state->n_shares, key, value);
}

/* Count a link, or with a negative count take it away. */
PathState *
path_add_link(PathState *state, int64 key, int64 count)
{
	int32		i = path_find_link(state, key);
	PathLink   *links = path_links(state);

	if (i == state->n_links || links[i].key != key)
	{
		if (count < 0)
			kpi_count_out_of_range(false, PATH_TYPE);
		return insert_link(state, i, key, count);
	}
	kpi_count_add(&links[i].count, count, PATH_TYPE);
	if (links[i].count == 0)
	{
		state->n_links--;
		memmove(&links[i], &links[i + 1], (state->n_links - i) * sizeof(PathLink));
	}
	return state;
}

/* Add a value from 0 on to a sum, or take it away. */
void
path_add_value(int128 *sum, int128 value, int sign)
{
	money_add(sum, value, sign < 0);
	if (unlikely(*sum < 0))
		kpi_count_out_of_range(false, PATH_TYPE);
}

PathState *
path_add_share(PathState *state, int64 key, int128 value, int sign)
{
	int32		i = find_share(state, key);
	PathShare  *shares = path_shares(state);

	if (value == 0)
		return state;
	if (i == state->n_shares || shares[i].key != key)
	{
		if (sign < 0)
			kpi_count_out_of_range(false, PATH_TYPE);
		return insert_share(state, i, key, value);
	}
	path_add_value(&shares[i].value, value, sign);
	if (shares[i].value == 0)
	{
		state->n_shares--;
		memmove(&shares[i], &shares[i + 1], (state->n_shares - i) * sizeof(PathShare));
	}
	return state;
}

/* Bring all values of a state to a scale that is not below its own. */
void
path_raise_scale(PathState *state, int scale)
{
	int			from = PATH_SCALE(state);

	if (likely(scale <= from))
		return;
	money_rescale(&state->untouched_value, 1, from, scale);
	money_rescale(&state->value, 1, from, scale);
	for (int32 i = 0; i < state->n_channels; i++)
		money_rescale(&path_channels(state)[i].value, 1, from, scale);
	for (int32 i = 0; i < state->n_shares; i++)
		money_rescale(&path_shares(state)[i].value, 1, from, scale);
	PATH_SCALE(state) = scale;
}

static void
lower_scale(PathState *state)
{
	int			from = PATH_SCALE(state);
	int			scale = money_canonical_scale(&state->untouched_value, 1, from);

	scale = Max(scale, money_canonical_scale(&state->value, 1, from));
	for (int32 i = 0; i < state->n_channels && scale < from; i++)
		scale = Max(scale, money_canonical_scale(&path_channels(state)[i].value, 1, from));
	for (int32 i = 0; i < state->n_shares && scale < from; i++)
		scale = Max(scale, money_canonical_scale(&path_shares(state)[i].value, 1, from));

	money_reduce(&state->untouched_value, 1, from, scale);
	money_reduce(&state->value, 1, from, scale);
	for (int32 i = 0; i < state->n_channels; i++)
		money_reduce(&path_channels(state)[i].value, 1, from, scale);
	for (int32 i = 0; i < state->n_shares; i++)
		money_reduce(&path_shares(state)[i].value, 1, from, scale);
	PATH_SCALE(state) = scale;
}

static int
compare_links(const void *a, const void *b, void *arg pg_attribute_unused())
{
	int64		x = ((const PathLink *) a)->key;
	int64		y = ((const PathLink *) b)->key;

	return x < y ? -1 : x > y;
}

static int
compare_shares(const void *a, const void *b, void *arg pg_attribute_unused())
{
	int64		x = ((const PathShare *) a)->key;
	int64		y = ((const PathShare *) b)->key;

	return x < y ? -1 : x > y;
}

/* Channels with a touch in the order of names, to an empty state with room. */
static void
copy_channels(PathState *copy, const PathState *state, int32 *number)
{
	const PathChannel *channels = path_channels(state);

	copy->n_channels = copy->n_dead = copy->n_names = 0;
	for (int32 i = 0; i < state->n_channels; i++)
	{
		int32		from = channels[i].sorted;
		const PathChannel *channel = &channels[from];
		PathChannel *to = &path_channels(copy)[copy->n_channels];

		if (channel->touches == 0)
			continue;
		number[from] = copy->n_channels;
		*to = *channel;
		to->name = copy->n_names;
		to->sorted = copy->n_channels++;
		memcpy(path_names(copy) + to->name, path_names(state) + channel->name, channel->length);
		copy->n_names += channel->length;
	}
}

static void
copy_links(PathState *copy, const PathState *state, const int32 *number)
{
	PathLink   *links = path_links(copy);
	PathShare  *shares = path_shares(copy);

	copy->n_links = state->n_links;
	copy->n_shares = state->n_shares;
	for (int32 i = 0; i < state->n_links; i++)
	{
		int64		key = path_links(state)[i].key;

		links[i].key = PATH_KEY(path_renumbered(number, PATH_KEY_FIRST(key)),
								path_renumbered(number, PATH_KEY_SECOND(key)));
		links[i].count = path_links(state)[i].count;
	}
	for (int32 i = 0; i < state->n_shares; i++)
	{
		int64		key = path_shares(state)[i].key;

		shares[i].key = PATH_KEY(number[PATH_KEY_FIRST(key)], PATH_KEY_SECOND(key));
		shares[i].value = path_shares(state)[i].value;
	}
	qsort_interruptible(links, copy->n_links, sizeof(PathLink), compare_links, NULL);
	qsort_interruptible(shares, copy->n_shares, sizeof(PathShare), compare_shares, NULL);
}

static int32
bytes_of_names(const PathState *state)
{
	int32		n = 0;

	for (int32 i = 0; i < state->n_channels; i++)
		if (path_channels(state)[i].touches > 0)
			n += path_channels(state)[i].length;
	return n;
}

/*
 * The canonical form, as a copy.  Here it shows if something was taken away
 * that was not there: what is left is then no sum of paths.
 */
PathState *
path_canonical(const PathState *state)
{
	int32		n_channels = state->n_channels - state->n_dead;
	int32	   *number = palloc0((state->n_channels + 1) * sizeof(int32));
	PathState  *copy = kpi_state_new(PATH_FIXED + n_channels * sizeof(PathChannel) +
									 state->n_links * sizeof(PathLink) +
									 state->n_shares * sizeof(PathShare) +
									 bytes_of_names(state));

	memcpy((char *) copy + sizeof(int32), (const char *) state + sizeof(int32),
		   PATH_FIXED - sizeof(int32));
	copy->room_channels = n_channels;
	copy->room_links = state->n_links;
	copy->room_shares = state->n_shares;
	copy_channels(copy, state, number);
	copy_links(copy, state, number);
	pfree(number);
	lower_scale(copy);
	if (unlikely(path_fault(copy) != NULL))
		kpi_count_out_of_range(false, PATH_TYPE);
	return copy;
}

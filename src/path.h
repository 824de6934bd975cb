/*-------------------------------------------------------------------------
 *
 * path.h
 *	  The state of path_summary, for its building, its doors and its reading.
 *
 *-------------------------------------------------------------------------
 */
#ifndef ABM_KPI_PATH_H
#define ABM_KPI_PATH_H

#include "state.h"

#define PATH_TYPE "path_summary"

/* The chain is solved in time that grows with the cube of the channels. */
#define PATH_MAX_CHANNELS 1000
#define PATH_MAX_LINKS 262144
#define PATH_MAX_SHARES 262144
#define PATH_MAX_NAME 1000		/* bytes of a channel's name */

/*
 * While paths are taken away again there may be channels without a touch, but
 * before they are more than half of all they are left out.
 */
#define PATH_DEAD_ROOM 16
#define PATH_MAX_SLOTS (2 * PATH_MAX_CHANNELS + 2 * PATH_DEAD_ROOM)

/* Ends of a link that are no channel */
#define PATH_CONVERTED 0xFFFD
#define PATH_LOST 0xFFFE
#define PATH_START 0xFFFF

typedef struct PathChannel
{
	int128		value;			/* of the conversions that followed it */
	int64		touches;		/* repeats in a row as one */
	int32		name;			/* where its name begins */
	int32		length;
	int32		sorted;			/* which channel has this place by name */
	int32		unused;
} PathChannel;

/* How often one channel came right after another. */
typedef struct PathLink
{
	int64		key;			/* PATH_KEY(from, to) */
	int64		count;			/* above 0 */
} PathLink;

/* Value of the conversions of a channel that so many channels took part in. */
typedef struct PathShare
{
	int64		key;			/* PATH_KEY(channel, channels) */
	int128		value;			/* above 0 */
} PathShare;

#define PATH_KEY(a, b) ((int64) (a) << 16 | (b))
#define PATH_KEY_FIRST(key) ((int) ((key) >> 16))
#define PATH_KEY_SECOND(key) ((int) ((key) & 0xFFFF))

/*
 * What both models need of the paths.  A Markov chain of order 1 needs how
 * often a channel followed another (links) and the value after each last
 * channel; the Shapley value needs, per channel, the value of its conversions
 * by the number of distinct channels that they are shared with.  No path is
 * kept.
 *
 * In the canonical form, which is what leaves an aggregate, the channels are
 * in the order of their names' bytes, links and shares in that of their keys,
 * values at the smallest scale, and there is no spare room.  While a state is
 * built the channels are in the order they came in.
 */
typedef struct PathState
{
	KpiState	head;			/* flags[0]: scale of the values */
	int32		n_channels;
	int32		n_dead;			/* channels without a touch */
	int32		n_links;
	int32		n_shares;
	int32		n_names;		/* bytes */
	int32		room_channels;
	int32		room_links;
	int32		room_shares;
	int32		unused;
	int64		paths;			/* that have a touch */
	int64		untouched;		/* conversions without a touch */
	int128		untouched_value;
	int128		value;			/* of the conversions with a touch */
	int64		data[FLEXIBLE_ARRAY_MEMBER];	/* channels, links, shares,
												 * names */
} PathState;

#define PATH_FIXED offsetof(PathState, data)
#define PATH_SCALE(state) ((state)->head.flags[0])

static inline PathChannel *
path_channels(const PathState *state)
{
	return (PathChannel *) state->data;
}

static inline PathLink *
path_links(const PathState *state)
{
	return (PathLink *) (path_channels(state) + state->room_channels);
}

static inline PathShare *
path_shares(const PathState *state)
{
	return (PathShare *) (path_links(state) + state->room_links);
}

static inline char *
path_names(const PathState *state)
{
	return (char *) (path_shares(state) + state->room_shares);
}

/* The number that an end of a link has after renumbering. */
static inline int
path_renumbered(const int32 *number, int end)
{
	return end >= PATH_CONVERTED ? end : number[end];
}

/* path_table.c */
extern PathState *path_append_channel(PathState *state, const char *name, int32 length);
extern PathState *path_append_link(PathState *state, int64 key, int64 count);
extern PathState *path_append_share(PathState *state, int64 key, int128 value);
extern PathState *path_get_channel(PathState *state, const char *name, int32 length,
								   int sign, int32 *channel);
extern PathState *path_add_link(PathState *state, int64 key, int64 count);
extern PathState *path_add_share(PathState *state, int64 key, int128 value, int sign);
extern void path_count_touches(PathState *state, int32 channel, int64 n);
extern void path_add_value(int128 *sum, int128 value, int sign);
extern void path_raise_scale(PathState *state, int scale);
extern int32 path_find_link(const PathState *state, int64 key);
extern int	path_compare_names(const PathState *state, int32 a, int32 b);
extern PathState *path_canonical(const PathState *state);

/* path_check.c */
extern const char *path_fault(const PathState *state);
extern bool path_validate(PathState *state, Node *escontext);

#endif							/* ABM_KPI_PATH_H */

/*-------------------------------------------------------------------------
 *
 * histogram.c
 *	  Sorted (key, count) pairs at the end of a state.
 *
 *-------------------------------------------------------------------------
 */
#include "histogram.h"

#include "common/int.h"
#include "libpq/pqformat.h"
#include "port/pg_bitutils.h"

#include "literal.h"

/* The state with room for at least n entries, moved if it has less. */
void *
histogram_reserve(void *state, Size fixed, int32 n)
{
	HistogramHead *head = state;
	HistogramHead *grown;
	Size		size;

	if (n > HISTOGRAM_MAX_ENTRIES)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("more than %d distinct values in one group",
						HISTOGRAM_MAX_ENTRIES),
				 errhint("Give durations a coarser resolution, round amounts, for example round(amount, -1), or group by something.")));

	if (n <= histogram_capacity(state, fixed))
		return state;

	/* A power of two is what the allocator gives anyway. */
	size = pg_nextpower2_size_t(fixed + n * sizeof(HistogramEntry));
	grown = palloc0(size);
	memcpy(grown, head, fixed + head->n * sizeof(HistogramEntry));
	SET_VARSIZE(grown, size);
	return grown;
}

/*
 * Where the key probably is; -1 if it is not there.  Days are dense where most
 * deals lie and only every other key is used, unless some are open: half the
 * distance from the first key is the index, or the whole one.
 */
static inline int32
histogram_guess(const HistogramEntry *entries, int32 n, int64 key)
{
	uint64		guess;

	if (n == 0)
		return -1;
	guess = (uint64) (key >> 1) - (uint64) (entries[0].key >> 1);
	if (guess < (uint64) n && entries[guess].key == key)
		return (int32) guess;
	guess = (uint64) key - (uint64) entries[0].key;
	if (guess < (uint64) n && entries[guess].key == key)
		return (int32) guess;
	return -1;
}

/* Index of the first entry whose key is not below the given one. */
static inline int32
histogram_search(const HistogramEntry *entries, int32 n, int64 key)
{
	const HistogramEntry *base = entries;

	if (n == 0)
		return 0;

	/* Halve without a branch to mispredict: days come in no order. */
	while (n > 1)
	{
		int32		half = n / 2;

		base += base[half - 1].key < key ? half : 0;
		n -= half;
	}
	return (int32) (base - entries) + (base->key < key ? 1 : 0);
}

static inline int32
histogram_find(const HistogramEntry *entries, int32 n, int64 key)
{
	int32		guess = histogram_guess(entries, n, key);

	return likely(guess >= 0) ? guess : histogram_search(entries, n, key);
}

/* The same where the key is likely to be near the first entry. */
static inline int32
histogram_find_near(const HistogramEntry *entries, int32 n, int64 key)
{
	int32		guess = histogram_guess(entries, n, key);
	int32		low = 0;
	int32		high = 1;

	if (likely(guess >= 0))
		return guess;
	while (high < n && entries[high].key < key)
	{
		low = high;
		high *= 2;
	}
	return low + histogram_search(entries + low, Min(high, n) - low, key);
}

/* The sum of two counts of one key, which must not be negative. */
static inline int64
count_sum(int64 a, int64 b)
{
	int64		sum;

	if (unlikely(pg_add_s64_overflow(a, b, &sum)))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("more than %lld rows in one summary", (long long) PG_INT64_MAX)));
	if (unlikely(sum < 0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("cannot take away from a summary what is not in it")));
	return sum;
}

/*
 * Add count, or with a negative one take it away.  Returns the state, moved
 * if it had to grow.
 */
void *
histogram_add(void *state, Size fixed, int64 key, int64 count)
{
	HistogramHead *head = state;
	HistogramEntry *entries = HISTOGRAM_ENTRIES(state, fixed);
	int32		i = histogram_find(entries, head->n, key);

	if (likely(i < head->n && entries[i].key == key))
	{
		entries[i].count = count_sum(entries[i].count, count);
		if (entries[i].count == 0)
		{
			head->n--;
			memmove(&entries[i], &entries[i + 1], (head->n - i) * sizeof(HistogramEntry));
		}
		return state;
	}

	count = count_sum(0, count);
	head = histogram_reserve(state, fixed, head->n + 1);
	entries = HISTOGRAM_ENTRIES(head, fixed);
	memmove(&entries[i + 1], &entries[i], (head->n - i) * sizeof(HistogramEntry));
	entries[i].key = key;
	entries[i].count = count;
	head->n++;
	return head;
}

/* Count one more of a key, if it is among the first n entries. */
bool
histogram_count_known(void *state, Size fixed, int32 n, int64 key)
{
	HistogramEntry *entries = HISTOGRAM_ENTRIES(state, fixed);
	int32		i = histogram_find(entries, n, key);

	if (i == n || entries[i].key != key)
		return false;
	entries[i].count = count_sum(entries[i].count, 1);
	return true;
}

/* Append an entry of which the validator will say whether it belongs there. */
void *
histogram_append(void *state, Size fixed, int64 key, int64 count)
{
	HistogramHead *head = histogram_reserve(state, fixed, ((HistogramHead *) state)->n + 1);
	HistogramEntry *entry = &HISTOGRAM_ENTRIES(head, fixed)[head->n++];

	entry->key = key;
	entry->count = count;
	return head;
}

/* The entries in binary: their number, then key and count of each. */
void
histogram_send(StringInfo buf, const void *state, Size fixed)
{
	const HistogramHead *head = state;
	const HistogramEntry *entries = HISTOGRAM_ENTRIES(state, fixed);

	pq_sendint32(buf, head->n);
	for (int32 i = 0; i < head->n; i++)
	{
		pq_sendint64(buf, entries[i].key);
		pq_sendint64(buf, entries[i].count);
	}
}

/* The rest of a message as entries, added to a state that has none yet. */
void *
histogram_recv(StringInfo msg, void *state, Size fixed, const char *type)
{
	uint32		n = pq_getmsgint(msg, 4);
	HistogramHead *head;
	HistogramEntry *entries;

	/* Believe the count only as far as the message goes. */
	if (n > HISTOGRAM_MAX_ENTRIES ||
		(Size) (msg->len - msg->cursor) != n * sizeof(HistogramEntry))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid %s", type),
				 errdetail("%u entries are announced, but %d bytes follow.",
						   n, msg->len - msg->cursor)));
	head = palloc0(fixed + n * sizeof(HistogramEntry));
	memcpy(head, state, fixed);
	SET_VARSIZE(head, fixed + n * sizeof(HistogramEntry));
	entries = HISTOGRAM_ENTRIES(head, fixed);
	head->n = (int32) n;
	for (uint32 i = 0; i < n; i++)
	{
		entries[i].key = pq_getmsgint64(msg);
		entries[i].count = pq_getmsgint64(msg);
	}
	return head;
}

/*
 * Put those entries of b that a does not know, n_new in number, among the na of
 * a, which has room for them: from the high end down, so that it works in place.
 */
static void
histogram_insert(HistogramEntry *a, int32 na, const HistogramEntry *b, int32 nb, int32 n_new)
{
	int32		i = na - 1;
	int32		j = nb - 1;

	for (int32 to = na + n_new - 1; to > i; to--)
	{
		if (i < 0 || a[i].key < b[j].key)
			a[to] = b[j--];
		else
		{
			if (a[i].key == b[j].key)
				j--;
			a[to] = a[i--];
		}
	}
}

/*
 * Add (sign 1) or take away (sign -1) a whole other histogram.  Keys that are
 * known cost a look-up each, so that many small ones into a large one are
 * cheap; only new ones move what lies above them.
 */
void *
histogram_merge(void *state, const void *other, Size fixed, int sign)
{
	HistogramHead *head = state;
	const HistogramEntry *b = HISTOGRAM_ENTRIES(other, fixed);
	HistogramEntry *a = HISTOGRAM_ENTRIES(state, fixed);
	int32		n = head->n;
	int32		nb = ((const HistogramHead *) other)->n;
	int32		n_new = 0;
	int32		kept = 0;
	int32		i = 0;
	uint64		shift = 0;

	for (int32 j = 0; j < nb; j++)
	{
		/* From one key to the next the index grows as half the key, mostly. */
		uint64		half = (uint64) (b[j].key >> 1);

		if (likely(half + shift < (uint64) n && a[half + shift].key == b[j].key))
			i = (int32) (half + shift);
		else
			i += histogram_find_near(a + i, n - i, b[j].key);
		if (likely(i < n && a[i].key == b[j].key))
		{
			a[i].count = count_sum(a[i].count, sign * b[j].count);
			shift = (uint64) i - half;
			i++;
		}
		else
		{
			count_sum(0, sign * b[j].count);
			n_new++;
		}
	}
	if (n_new > 0)
	{
		head = histogram_reserve(state, fixed, n + n_new);
		histogram_insert(HISTOGRAM_ENTRIES(head, fixed), n, b, nb, n_new);
		head->n = n + n_new;
	}
	if (sign > 0)
		return head;

	for (int32 from = 0; from < n; from++)
		if (a[from].count > 0)
			a[kept++] = a[from];
	head->n = kept;
	return head;
}

/* The canonical form: a copy without spare room, with no more rows than fit. */
void *
histogram_trim(const void *state, Size fixed)
{
	const HistogramHead *head = state;
	Size		size = fixed + head->n * sizeof(HistogramEntry);
	void	   *trimmed = memcpy(palloc(size), state, size);

	histogram_total(state, fixed);
	SET_VARSIZE(trimmed, size);
	return trimmed;
}

/* Sum of all counts. */
int64
histogram_total(const void *state, Size fixed)
{
	const HistogramEntry *entries = HISTOGRAM_ENTRIES(state, fixed);
	int64		total = 0;

	for (int32 i = 0; i < ((const HistogramHead *) state)->n; i++)
		total = count_sum(total, entries[i].count);
	return total;
}

bool
histogram_validate(const void *state, Size fixed, const char *type, Node *escontext)
{
	const HistogramHead *head = state;
	const HistogramEntry *entries = HISTOGRAM_ENTRIES(state, fixed);
	int64		total = 0;

	for (int32 i = 0; i < head->n; i++)
	{
		if (i > 0 && entries[i].key <= entries[i - 1].key)
			state_invalid(escontext, type, "Entry %d is not above the one before it.", i + 1);
		if (entries[i].count <= 0)
			state_invalid(escontext, type, "The count of entry %d must be above 0, but is %lld.",
						  i + 1, (long long) entries[i].count);
		if (pg_add_s64_overflow(total, entries[i].count, &total))
			state_invalid(escontext, type, "There are more than %lld rows.",
						  (long long) PG_INT64_MAX);
	}
	return true;
}

/*-------------------------------------------------------------------------
 *
 * path_io.c
 *	  The doors of path_summary: text and binary.
 *
 * Text form: (scale,untouched,untouched_value;channels;links;shares) with
 * values in units of 10000^-scale,
 *
 *		channels	name:value,...				names in hexadecimal
 *		links		from:to:count,...			s start, c converted, n not
 *		shares		channel:channels:value,...
 *
 * where a channel is its place among the channels, from 0; only the first
 * three without paths.  Binary form: version, scale, untouched,
 * untouched_value, then of channels, links and shares their number and each.
 *
 *-------------------------------------------------------------------------
 */
#include "path.h"

#include "libpq/pqformat.h"

#include "literal.h"
#include "money.h"

/* Is there room for one more of a table in a door? */
static bool
has_room(int32 n, int32 most, const char *what, Node *escontext)
{
	if (n >= most)
		state_invalid(escontext, PATH_TYPE, "There are more than %d %s.", most, what);
	return true;
}

/* Pairs of lower-case hexadecimal digits, as bytes; an odd one is left over. */
static bool
read_channel(Literal *lit, PathState **state)
{
	static const char hex_digits[] = "0123456789abcdef";
	int32		length = strspn(lit->at, hex_digits) / 2;
	char		name[PATH_MAX_NAME];

	if (length > PATH_MAX_NAME)
		return literal_error(lit);
	for (int32 i = 0; i < length; i++, lit->at += 2)
		name[i] = (strchr(hex_digits, lit->at[0]) - hex_digits) * 16 +
			(strchr(hex_digits, lit->at[1]) - hex_digits);
	if (!has_room((*state)->n_channels, PATH_MAX_CHANNELS, "channels", lit->escontext))
		return false;
	*state = path_append_channel(*state, name, length);
	return literal_char(lit, ':') &&
		literal_int128(lit, &path_channels(*state)[(*state)->n_channels - 1].value);
}

/* A number of two bytes that is none of the ends of a path */
static bool
read_number(Literal *lit, int *number)
{
	const char *start = lit->at;
	int64		value;

	if (!literal_int64(lit, &value))
		return false;
	if (value < 0 || value >= PATH_CONVERTED)
	{
		lit->at = start;
		return literal_error(lit);
	}
	*number = (int) value;
	return true;
}

static bool
read_link(Literal *lit, PathState **state)
{
	int			from = PATH_START;
	int			to = 0;
	int64		count;

	if (!literal_peek(lit, 's') && !read_number(lit, &from))
		return false;
	if (!literal_char(lit, ':'))
		return false;
	if (literal_peek(lit, 'c'))
		to = PATH_CONVERTED;
	else if (literal_peek(lit, 'n'))
		to = PATH_LOST;
	else if (!read_number(lit, &to))
		return false;
	if (!literal_char(lit, ':') || !literal_int64(lit, &count) ||
		!has_room((*state)->n_links, PATH_MAX_LINKS, "links", lit->escontext))
		return false;
	*state = path_append_link(*state, PATH_KEY(from, to), count);
	return true;
}

static bool
read_share(Literal *lit, PathState **state)
{
	int			channel = 0;
	int			size = 0;
	int128		value;

	if (!read_number(lit, &channel) || !literal_char(lit, ':') || !read_number(lit, &size) ||
		!literal_char(lit, ':') || !literal_int128(lit, &value) ||
		!has_room((*state)->n_shares, PATH_MAX_SHARES, "shares", lit->escontext))
		return false;
	*state = path_append_share(*state, PATH_KEY(channel, size), value);
	return true;
}

/* One or more, with commas between them */
static bool
read_list(Literal *lit, PathState **state, bool (*read_one) (Literal *, PathState **))
{
	do
	{
		CHECK_FOR_INTERRUPTS();
		if (!read_one(lit, state))
			return false;
	} while (literal_peek(lit, ','));
	return true;
}

static bool
read_body(Literal *lit, PathState **state)
{
	int64		scale;

	if (!literal_int64(lit, &scale))
		return false;
	if (scale < 0 || scale > MONEY_MAX_SCALE)
		return literal_error(lit);
	PATH_SCALE(*state) = (uint8) scale;
	if (!literal_char(lit, ',') || !literal_int64(lit, &(*state)->untouched) ||
		!literal_char(lit, ',') || !literal_int128(lit, &(*state)->untouched_value))
		return false;
	if (!literal_peek(lit, ';'))
		return true;
	if (!read_list(lit, state, read_channel) || !literal_char(lit, ';') ||
		!read_list(lit, state, read_link) || !literal_char(lit, ';'))
		return false;
	return *lit->at == ')' || read_list(lit, state, read_share);
}

/* path_summary_in(cstring): 22P02 for syntax, 22003 for the impossible */
PG_FUNCTION_INFO_V1(path_summary_in);
Datum
path_summary_in(PG_FUNCTION_ARGS)
{
	Literal		lit = literal_start(fcinfo, PATH_TYPE);
	PathState  *state = kpi_state_new(PATH_FIXED);

	if (literal_char(&lit, '(') &&
		read_body(&lit, &state) &&
		literal_char(&lit, ')') &&
		literal_end(&lit) &&
		path_validate(state, lit.escontext))
		PG_RETURN_POINTER(path_canonical(state));
	PG_RETURN_NULL();
}

static void
append_end(StringInfo buf, int end)
{
	if (end >= PATH_CONVERTED)
		appendStringInfoChar(buf, end == PATH_START ? 's' : end == PATH_CONVERTED ? 'c' : 'n');
	else
		appendStringInfo(buf, "%d", end);
}

static void
append_channels(StringInfo buf, const PathState *state)
{
	for (int32 i = 0; i < state->n_channels; i++)
	{
		const PathChannel *channel = &path_channels(state)[i];

		appendStringInfoChar(buf, i == 0 ? ';' : ',');
		for (int32 j = 0; j < channel->length; j++)
			appendStringInfo(buf, "%02x", (unsigned char) path_names(state)[channel->name + j]);
		appendStringInfoChar(buf, ':');
		append_int128(buf, channel->value);
	}
}

PG_FUNCTION_INFO_V1(path_summary_out);
Datum
path_summary_out(PG_FUNCTION_ARGS)
{
	PathState  *state = path_canonical(PG_KPI_STATE(PathState, 0));
	StringInfoData buf;

	initStringInfo(&buf);
	appendStringInfo(&buf, "(%d,%lld,", PATH_SCALE(state), (long long) state->untouched);
	append_int128(&buf, state->untouched_value);
	append_channels(&buf, state);
	for (int32 i = 0; i < state->n_links; i++)
	{
		const PathLink *link = &path_links(state)[i];

		CHECK_FOR_INTERRUPTS();
		appendStringInfoChar(&buf, i == 0 ? ';' : ',');
		append_end(&buf, PATH_KEY_FIRST(link->key));
		appendStringInfoChar(&buf, ':');
		append_end(&buf, PATH_KEY_SECOND(link->key));
		appendStringInfo(&buf, ":%lld", (long long) link->count);
	}
	if (state->n_channels > 0)
		appendStringInfoChar(&buf, ';');
	for (int32 i = 0; i < state->n_shares; i++)
	{
		const PathShare *share = &path_shares(state)[i];

		CHECK_FOR_INTERRUPTS();
		appendStringInfo(&buf, "%s%d:%d:", i == 0 ? "" : ",", PATH_KEY_FIRST(share->key),
						 PATH_KEY_SECOND(share->key));
		append_int128(&buf, share->value);
	}
	appendStringInfoChar(&buf, ')');
	PG_RETURN_CSTRING(buf.data);
}

/* A number of things to come, not more than are possible. */
static int32
recv_number(StringInfo msg, int32 most, const char *what)
{
	int32		n = pq_getmsgint(msg, 4);

	if (n < 0 || n > most)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid number %d of %s in %s", n, what, PATH_TYPE)));
	return n;
}

static PathState *
recv_channel(StringInfo msg, PathState *state)
{
	int32		length = recv_number(msg, PATH_MAX_NAME, "bytes of a channel");

	state = path_append_channel(state, pq_getmsgbytes(msg, length), length);
	path_channels(state)[state->n_channels - 1].value = pq_getmsgint128(msg);
	return state;
}

static int64
recv_key(StringInfo msg)
{
	int			first = pq_getmsgint(msg, 2);
	int			second = pq_getmsgint(msg, 2);

	return PATH_KEY(first, second);
}

PG_FUNCTION_INFO_V1(path_summary_recv);
Datum
path_summary_recv(PG_FUNCTION_ARGS)
{
	StringInfo	msg = (StringInfo) PG_GETARG_POINTER(0);
	PathState  *state = kpi_state_new(PATH_FIXED);

	pq_getmsgversion(msg, PATH_TYPE);
	PATH_SCALE(state) = pq_getmsgbyte(msg);
	state->untouched = pq_getmsgint64(msg);
	state->untouched_value = pq_getmsgint128(msg);
	for (int32 n = recv_number(msg, PATH_MAX_CHANNELS, "channels"); n > 0; n--)
		state = recv_channel(msg, state);
	for (int32 n = recv_number(msg, PATH_MAX_LINKS, "links"); n > 0; n--)
	{
		int64		key = recv_key(msg);

		CHECK_FOR_INTERRUPTS();
		state = path_append_link(state, key, pq_getmsgint64(msg));
	}
	for (int32 n = recv_number(msg, PATH_MAX_SHARES, "shares"); n > 0; n--)
	{
		int64		key = recv_key(msg);

		CHECK_FOR_INTERRUPTS();
		state = path_append_share(state, key, pq_getmsgint128(msg));
	}
	path_validate(state, NULL);
	PG_RETURN_POINTER(path_canonical(state));
}

static void
send_key(StringInfo buf, int64 key)
{
	pq_sendint16(buf, PATH_KEY_FIRST(key));
	pq_sendint16(buf, PATH_KEY_SECOND(key));
}

PG_FUNCTION_INFO_V1(path_summary_send);
Datum
path_summary_send(PG_FUNCTION_ARGS)
{
	PathState  *state = path_canonical(PG_KPI_STATE(PathState, 0));
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendbyte(&buf, KPI_STATE_VERSION);
	pq_sendbyte(&buf, PATH_SCALE(state));
	pq_sendint64(&buf, state->untouched);
	pq_sendint128(&buf, state->untouched_value);
	pq_sendint32(&buf, state->n_channels);
	for (int32 i = 0; i < state->n_channels; i++)
	{
		pq_sendint32(&buf, path_channels(state)[i].length);
		pq_sendbytes(&buf, path_names(state) + path_channels(state)[i].name,
					 path_channels(state)[i].length);
		pq_sendint128(&buf, path_channels(state)[i].value);
	}
	pq_sendint32(&buf, state->n_links);
	for (int32 i = 0; i < state->n_links; i++)
	{
		CHECK_FOR_INTERRUPTS();
		send_key(&buf, path_links(state)[i].key);
		pq_sendint64(&buf, path_links(state)[i].count);
	}
	pq_sendint32(&buf, state->n_shares);
	for (int32 i = 0; i < state->n_shares; i++)
	{
		CHECK_FOR_INTERRUPTS();
		send_key(&buf, path_shares(state)[i].key);
		pq_sendint128(&buf, path_shares(state)[i].value);
	}
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

/*-------------------------------------------------------------------------
 *
 * touch_io.c
 *	  The doors of touch_summary: text, binary and the validator of both.
 *
 * Text form: (clock;at:points[:person],...) with the clock "z" (timestamptz)
 * or "l" (local), times in microseconds and the bytes of the person in
 * hexadecimal; (-) without touches.  Binary form: version, clock, number of
 * touches, then time, points and person (length, bytes) of each.
 *
 *-------------------------------------------------------------------------
 */
#include "touch.h"

#include <math.h>

#include "datatype/timestamp.h"
#include "lib/stringinfo.h"
#include "libpq/pqformat.h"

#include "args.h"
#include "literal.h"

static bool
touch_validate(const TouchState *state, Node *escontext)
{
	Clock		clock = TOUCH_CLOCK(state);
	const Touch *before = NULL;
	const Touch *touch = touch_first(state);

	if (clock > CLOCK_LOCAL || (clock == CLOCK_UNSET) != (state->n == 0))
		state_invalid(escontext, TOUCH_TYPE,
					  "The clock must be set if and only if there are touches.");
	for (int32 i = 0; i < state->n; i++, before = touch, touch = touch_next(touch))
	{
		CHECK_FOR_INTERRUPTS();
		if (!IS_VALID_TIMESTAMP(touch->at))
			state_invalid(escontext, TOUCH_TYPE, "%lld is not a timestamp.",
						  (long long) touch->at);
		if (!(fabs(touch->points) <= ARG_MAX_POINTS) ||
			(touch->points == 0.0 && signbit(touch->points)))
			state_invalid(escontext, TOUCH_TYPE,
						  "The points of touch %d are not a number from -1e+15 to 1e+15.",
						  i + 1);
		if (touch->length > 0 && memchr(touch->person, '\0', touch->length) != NULL)
			state_invalid(escontext, TOUCH_TYPE,
						  "The person of touch %d has a zero byte.", i + 1);
		if (before != NULL && touch_is_above(before, touch))
			state_invalid(escontext, TOUCH_TYPE,
						  "Touch %d is not in the order of times, people and points.",
						  i + 1);
	}
	return true;
}

/* Pairs of lower-case hexadecimal digits, as bytes; an odd one is left over. */
static void
read_person(Literal *lit, Touch *touch, char **person)
{
	static const char hex_digits[] = "0123456789abcdef";

	touch->length = strspn(lit->at, hex_digits) / 2;
	*person = palloc(touch->length + 1);
	for (int32 i = 0; i < touch->length; i++, lit->at += 2)
		(*person)[i] = (strchr(hex_digits, lit->at[0]) - hex_digits) * 16 +
			(strchr(hex_digits, lit->at[1]) - hex_digits);
}

/* "at:points[:person],..." */
static bool
read_touches(Literal *lit, TouchState **state)
{
	do
	{
		Touch		touch = {0, 0.0, NO_PERSON};
		char	   *person = NULL;

		CHECK_FOR_INTERRUPTS();
		if (!literal_int64(lit, &touch.at) || !literal_char(lit, ':') ||
			!literal_float8(lit, &touch.points))
			return false;
		if (literal_peek(lit, ':'))
			read_person(lit, &touch, &person);
		*state = touch_add(*state, &touch, person);
		if (person)
			pfree(person);
	} while (literal_peek(lit, ','));
	return true;
}

static bool
read_body(Literal *lit, TouchState **state)
{
	if (literal_peek(lit, '-'))
		return true;
	if (literal_peek(lit, 'z'))
		TOUCH_CLOCK(*state) = CLOCK_INSTANT;
	else if (literal_char(lit, 'l'))
		TOUCH_CLOCK(*state) = CLOCK_LOCAL;
	else
		return false;
	return literal_char(lit, ';') && read_touches(lit, state);
}

/* touch_summary_in(cstring): 22P02 for syntax, 22003 for the impossible */
PG_FUNCTION_INFO_V1(touch_summary_in);
Datum
touch_summary_in(PG_FUNCTION_ARGS)
{
	Literal		lit = literal_start(fcinfo, TOUCH_TYPE);
	TouchState *state = kpi_state_new(TOUCH_FIXED);

	if (literal_char(&lit, '(') &&
		read_body(&lit, &state) &&
		literal_char(&lit, ')') &&
		literal_end(&lit) &&
		touch_validate(state, lit.escontext))
		PG_RETURN_POINTER(touch_canonical(state));
	PG_RETURN_NULL();
}

PG_FUNCTION_INFO_V1(touch_summary_out);
Datum
touch_summary_out(PG_FUNCTION_ARGS)
{
	TouchState *state = PG_KPI_STATE(TouchState, 0);
	const Touch **list = touch_list(state);
	StringInfoData buf;

	initStringInfo(&buf);
	if (state->n == 0)
		appendStringInfoString(&buf, "(-");
	for (int32 i = 0; i < state->n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		appendStringInfoString(&buf, i > 0 ? ","
							   : TOUCH_CLOCK(state) == CLOCK_INSTANT ? "(z;" : "(l;");
		appendStringInfo(&buf, "%lld:", (long long) list[i]->at);
		append_float8(&buf, list[i]->points);
		if (list[i]->length != NO_PERSON)
			appendStringInfoChar(&buf, ':');
		for (int32 j = 0; j < list[i]->length; j++)
			appendStringInfo(&buf, "%02x", (unsigned char) list[i]->person[j]);
	}
	appendStringInfoChar(&buf, ')');
	PG_RETURN_CSTRING(buf.data);
}

PG_FUNCTION_INFO_V1(touch_summary_recv);
Datum
touch_summary_recv(PG_FUNCTION_ARGS)
{
	StringInfo	msg = (StringInfo) PG_GETARG_POINTER(0);
	TouchState *state = kpi_state_new(TOUCH_FIXED);
	int32		n;

	pq_getmsgversion(msg, TOUCH_TYPE);
	TOUCH_CLOCK(state) = pq_getmsgbyte(msg);
	n = pq_getmsgint(msg, 4);
	for (int32 i = 0; i < n; i++)
	{
		Touch		touch;
		const char *person = NULL;

		CHECK_FOR_INTERRUPTS();
		touch.at = pq_getmsgint64(msg);
		touch.points = pq_getmsgfloat8(msg);
		touch.length = pq_getmsgint(msg, 4);
		if (touch.length >= 0)
			person = pq_getmsgbytes(msg, touch.length);
		else if (touch.length != NO_PERSON)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
					 errmsg("invalid length %d of a person in %s", touch.length, TOUCH_TYPE)));
		state = touch_add(state, &touch, person);
	}
	if (n < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid number %d of touches in %s", n, TOUCH_TYPE)));
	touch_validate(state, NULL);
	PG_RETURN_POINTER(touch_canonical(state));
}

PG_FUNCTION_INFO_V1(touch_summary_send);
Datum
touch_summary_send(PG_FUNCTION_ARGS)
{
	TouchState *state = PG_KPI_STATE(TouchState, 0);
	const Touch **list = touch_list(state);
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendbyte(&buf, KPI_STATE_VERSION);
	pq_sendbyte(&buf, TOUCH_CLOCK(state));
	pq_sendint32(&buf, state->n);
	for (int32 i = 0; i < state->n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		pq_sendint64(&buf, list[i]->at);
		pq_sendfloat8(&buf, list[i]->points);
		pq_sendint32(&buf, list[i]->length);
		if (list[i]->length > 0)
			pq_sendbytes(&buf, list[i]->person, list[i]->length);
	}
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

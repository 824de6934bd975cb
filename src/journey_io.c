/*-------------------------------------------------------------------------
 *
 * journey_io.c
 *	  The doors of journey_summary: text, binary and the validator of both.
 *
 * Text form: (within,clock,modes,n_steps;time:steps:repeated,...) with within
 * and the times in microseconds, clock being "-" (no rows), "z" (timestamptz)
 * or "l" (local), modes the sum of 1 strict_increase, 2 strict_order and
 * 4 strict_deduplication, and steps and repeated sums of 1 for step 1, 2 for
 * step 2, 4 for step 3 and so on.  Binary form: the same after the version.
 *
 *-------------------------------------------------------------------------
 */
#include "journey.h"

#include "datatype/timestamp.h"
#include "libpq/pqformat.h"

#include "literal.h"

/* Can rows of this journey have left such an event? */
static bool
event_is_possible(const JourneyState *state, const FunnelEvent *event)
{
	uint32		known = PG_UINT32_MAX >> (FUNNEL_MAX_STEPS - JOURNEY_STEPS(state));

	return IS_VALID_TIMESTAMP(event->time) &&
		(event->steps & ~known) == 0 &&
		(event->repeated & ~event->steps) == 0 &&
		(event->repeated == 0 || JOURNEY_MODES(state) & FUNNEL_STRICT_DEDUPLICATION) &&
		(event->steps != 0 || JOURNEY_MODES(state) & FUNNEL_STRICT_ORDER);
}

static bool
journey_validate(const JourneyState *state, Node *escontext)
{
	bool		is_empty = JOURNEY_STEPS(state) == 0;

	if (is_empty != (JOURNEY_CLOCK(state) == CLOCK_UNSET) || JOURNEY_CLOCK(state) > CLOCK_LOCAL ||
		(is_empty ? state->within != 0 || JOURNEY_MODES(state) != 0 || state->n != 0 : state->within <= 0))
		state_invalid(escontext, JOURNEY_TYPE,
					  "Window, clock and steps must be set if and only if there are rows.");
	if (JOURNEY_STEPS(state) > FUNNEL_MAX_STEPS || JOURNEY_MODES(state) > FUNNEL_ALL_MODES)
		state_invalid(escontext, JOURNEY_TYPE,
					  "%d steps and modes %d are out of range, they must be at most %d and %d.",
					  JOURNEY_STEPS(state), JOURNEY_MODES(state), FUNNEL_MAX_STEPS, FUNNEL_ALL_MODES);
	for (int32 i = 0; i < state->n; i++)
	{
		const FunnelEvent *event = &state->events[i];

		if (!event_is_possible(state, event))
			state_invalid(escontext, JOURNEY_TYPE, "Event %d cannot come from rows of this journey.",
						  i + 1);
		if (i > 0 && (event[-1].time > event->time ||
					  (event[-1].time == event->time && (event[-1].steps != 0 || event->steps == 0))))
			state_invalid(escontext, JOURNEY_TYPE, "Event %d is not after the one before it.", i + 1);
	}
	return true;
}

/* A whole number that fits so many bits. */
static bool
literal_bits(Literal *lit, int bits, uint32 *value)
{
	const char *start = lit->at;
	int64		number;

	if (!literal_int64(lit, &number))
		return false;
	if (number < 0 || number >> bits != 0)
	{
		lit->at = start;
		return literal_error(lit);
	}
	*value = (uint32) number;
	return true;
}

static bool
read_setup(Literal *lit, JourneyState *state)
{
	uint32		modes = 0;
	uint32		n_steps = 0;

	if (!literal_char(lit, '(') ||
		!literal_int64(lit, &state->within) ||
		!literal_char(lit, ','))
		return false;
	if (literal_peek(lit, 'z'))
		JOURNEY_CLOCK(state) = CLOCK_INSTANT;
	else if (literal_peek(lit, 'l'))
		JOURNEY_CLOCK(state) = CLOCK_LOCAL;
	else if (!literal_char(lit, '-'))
		return false;
	if (!literal_char(lit, ',') ||
		!literal_bits(lit, 8, &modes) ||
		!literal_char(lit, ',') ||
		!literal_bits(lit, 8, &n_steps))
		return false;
	JOURNEY_MODES(state) = (uint8) modes;
	JOURNEY_STEPS(state) = (uint8) n_steps;
	return true;
}

/* "time:steps:repeated,..." */
static bool
read_events(Literal *lit, JourneyState *state)
{
	do
	{
		FunnelEvent *event = &state->events[state->n++];

		CHECK_FOR_INTERRUPTS();
		if (!literal_int64(lit, &event->time) || !literal_char(lit, ':') ||
			!literal_bits(lit, FUNNEL_MAX_STEPS, &event->steps) || !literal_char(lit, ':') ||
			!literal_bits(lit, FUNNEL_MAX_STEPS, &event->repeated))
			return false;
	} while (literal_peek(lit, ','));
	return true;
}

/* How many events a text has at most: one after ";" and each further ",". */
static int32
count_events(const char *text)
{
	const char *p = strchr(text, ';');
	int32		n = 0;

	for (; p != NULL && n <= JOURNEY_MAX_EVENTS; p = strchr(p + 1, ','))
		n++;
	return n;
}

/* journey_summary_in(cstring): 22P02 for syntax, 22003 for the impossible */
PG_FUNCTION_INFO_V1(journey_summary_in);
Datum
journey_summary_in(PG_FUNCTION_ARGS)
{
	Literal		lit = literal_start(fcinfo, JOURNEY_TYPE);
	int32		n = count_events(lit.text);
	JourneyState *state;

	if (n > JOURNEY_MAX_EVENTS)
		ereturn(lit.escontext, (Datum) 0,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("more than %d events in one %s", JOURNEY_MAX_EVENTS, JOURNEY_TYPE)));
	state = kpi_state_new(JOURNEY_SIZE(n));
	if (!read_setup(&lit, state) ||
		(literal_peek(&lit, ';') && !read_events(&lit, state)) ||
		!literal_char(&lit, ')') ||
		!literal_end(&lit) ||
		!journey_validate(state, lit.escontext))
		PG_RETURN_NULL();
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(journey_summary_out);
Datum
journey_summary_out(PG_FUNCTION_ARGS)
{
	static const char clocks[] = {'-', 'z', 'l'};
	const JourneyState *state = journey_canonical(PG_KPI_STATE(JourneyState, 0));
	StringInfoData buf;

	initStringInfo(&buf);
	appendStringInfo(&buf, "(%lld,%c,%d,%d", (long long) state->within,
					 clocks[JOURNEY_CLOCK(state)], JOURNEY_MODES(state), JOURNEY_STEPS(state));
	for (int32 i = 0; i < state->n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		appendStringInfo(&buf, "%c%lld:%u:%u", i == 0 ? ';' : ',',
						 (long long) state->events[i].time,
						 state->events[i].steps, state->events[i].repeated);
	}
	appendStringInfoChar(&buf, ')');
	PG_RETURN_CSTRING(buf.data);
}

PG_FUNCTION_INFO_V1(journey_summary_recv);
Datum
journey_summary_recv(PG_FUNCTION_ARGS)
{
	StringInfo	msg = (StringInfo) PG_GETARG_POINTER(0);
	JourneyState head;
	JourneyState *state;
	uint32		n;

	pq_getmsgversion(msg, JOURNEY_TYPE);
	memset(&head, 0, sizeof(head));
	JOURNEY_CLOCK(&head) = pq_getmsgbyte(msg);
	JOURNEY_MODES(&head) = pq_getmsgbyte(msg);
	JOURNEY_STEPS(&head) = pq_getmsgbyte(msg);
	head.within = pq_getmsgint64(msg);
	n = pq_getmsgint(msg, 4);
	/* Believe the count only as far as the message goes. */
	if (n > JOURNEY_MAX_EVENTS ||
		(Size) (msg->len - msg->cursor) != n * sizeof(FunnelEvent))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid %s", JOURNEY_TYPE),
				 errdetail("%u events are announced, but %d bytes follow.",
						   n, msg->len - msg->cursor)));

	state = kpi_state_new(JOURNEY_SIZE(n));
	memcpy(state->head.flags, head.head.flags, sizeof(head.head.flags));
	state->within = head.within;
	state->n = (int32) n;
	for (uint32 i = 0; i < n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		state->events[i].time = pq_getmsgint64(msg);
		state->events[i].steps = pq_getmsgint(msg, 4);
		state->events[i].repeated = pq_getmsgint(msg, 4);
	}
	journey_validate(state, NULL);
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(journey_summary_send);
Datum
journey_summary_send(PG_FUNCTION_ARGS)
{
	const JourneyState *state = journey_canonical(PG_KPI_STATE(JourneyState, 0));
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendbyte(&buf, KPI_STATE_VERSION);
	pq_sendbyte(&buf, JOURNEY_CLOCK(state));
	pq_sendbyte(&buf, JOURNEY_MODES(state));
	pq_sendbyte(&buf, JOURNEY_STEPS(state));
	pq_sendint64(&buf, state->within);
	pq_sendint32(&buf, state->n);
	for (int32 i = 0; i < state->n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		pq_sendint64(&buf, state->events[i].time);
		pq_sendint32(&buf, state->events[i].steps);
		pq_sendint32(&buf, state->events[i].repeated);
	}
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

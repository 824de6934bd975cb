/*-------------------------------------------------------------------------
 *
 * cases_io.c
 *	  The doors of the states that are made of cases: text, binary and the
 *	  validator of both.
 *
 * Text form: (incomplete;value,...:hits:misses;...), one part per different
 * row; only the first number without rows.  Binary form: version, incomplete,
 * number of values in a row, number of rows, then of each row its hits, misses
 * and values.
 *
 *-------------------------------------------------------------------------
 */
#include "cases.h"

#include <math.h>

#include "libpq/pqformat.h"

#include "literal.h"

/* One row as a door reads it */
typedef union CaseBuffer
{
	Case		row;
	char		bytes[CASE_BYTES(CASES_MAX_FEATURES)];
} CaseBuffer;

static bool
incomplete_validate(const CaseState *state, const CaseKind *kind, Node *escontext)
{
	if (state->incomplete < 0)
		state_invalid(escontext, kind->type, "A count is negative.");
	return true;
}

/* Is the last case one that can be, and after the one before it? */
static bool
case_validate(const CaseState *state, const CaseKind *kind, Node *escontext)
{
	const Case *last = case_at(state, state->n - 1);

	if (last->hits < 0 || last->misses < 0 || (last->hits == 0 && last->misses == 0))
		state_invalid(escontext, kind->type, "A count is negative, or a row was never seen.");
	for (int32 i = 0; i < state->n_features; i++)
		if (!(fabs(last->values[i]) <= kind->limit) ||
			(last->values[i] == 0.0 && signbit(last->values[i])))
			state_invalid(escontext, kind->type, "A value is out of range.");
	if (state->n > 1)
	{
		const Case *before = case_at(state, state->n - 2);
		int32		i = 0;

		while (i < state->n_features && before->values[i] == last->values[i])
			i++;
		if (i == state->n_features || before->values[i] > last->values[i])
			state_invalid(escontext, kind->type, "The rows are not in the order of their values.");
	}
	return true;
}

/* Sum up a case that was read. */
static bool
case_count(CaseState *state, const CaseKind *kind, Node *escontext)
{
	const Case *last = case_at(state, state->n - 1);
	int64		all;

	if (!case_validate(state, kind, escontext))
		return false;
	if (pg_add_s64_overflow(state->hits, last->hits, &state->hits) ||
		pg_add_s64_overflow(state->misses, last->misses, &state->misses) ||
		pg_add_s64_overflow(state->hits, state->misses, &all))
		state_invalid(escontext, kind->type, "There are more than %lld rows.",
					  (long long) PG_INT64_MAX);
	return true;
}

/* The values of a row, as many as in the first one. */
static bool
read_values(Literal *lit, Case *row, int32 *n_features, const CaseKind *kind)
{
	int32		n = 0;

	do
	{
		if (n >= (*n_features > 0 ? *n_features : kind->max_features))
			return literal_error(lit);
		if (!literal_float8(lit, &row->values[n++]))
			return false;
	} while (literal_peek(lit, ','));
	if (*n_features > 0 && n < *n_features)
		return literal_error(lit);
	*n_features = n;
	return true;
}

static bool
read_body(Literal *lit, CaseState **state, const CaseKind *kind)
{
	CaseBuffer	buffer;

	if (!literal_int64(lit, &(*state)->incomplete))
		return false;
	if (!incomplete_validate(*state, kind, lit->escontext))
		return false;
	while (literal_peek(lit, ';'))
	{
		CHECK_FOR_INTERRUPTS();
		if (!read_values(lit, &buffer.row, &(*state)->n_features, kind) ||
			!literal_char(lit, ':') || !literal_int64(lit, &buffer.row.hits) ||
			!literal_char(lit, ':') || !literal_int64(lit, &buffer.row.misses))
			return false;
		*state = cases_append(*state, &buffer.row, kind);
		if (!case_count(*state, kind, lit->escontext))
			return false;
	}
	return true;
}

/* 22P02 for syntax, 22003 for the impossible */
Datum
cases_in(FunctionCallInfo fcinfo, const CaseKind *kind)
{
	Literal		lit = literal_start(fcinfo, kind->type);
	CaseState  *state = kpi_state_new(CASES_FIXED);

	if (literal_char(&lit, '(') &&
		read_body(&lit, &state, kind) &&
		literal_char(&lit, ')') &&
		literal_end(&lit))
		PG_RETURN_POINTER(cases_canonical(state, kind));
	PG_RETURN_NULL();
}

Datum
cases_out(FunctionCallInfo fcinfo, const CaseKind *kind)
{
	const CaseState *state = cases_sorted(PG_KPI_STATE(CaseState, 0), kind);
	StringInfoData buf;

	initStringInfo(&buf);
	appendStringInfo(&buf, "(%lld", (long long) state->incomplete);
	for (int32 i = 0; i < state->n; i++)
	{
		const Case *row = case_at(state, i);

		CHECK_FOR_INTERRUPTS();
		for (int32 j = 0; j < state->n_features; j++)
		{
			appendStringInfoChar(&buf, j == 0 ? ';' : ',');
			append_float8(&buf, row->values[j]);
		}
		appendStringInfo(&buf, ":%lld:%lld", (long long) row->hits, (long long) row->misses);
	}
	appendStringInfoChar(&buf, ')');
	PG_RETURN_CSTRING(buf.data);
}

static void
invalid_number(int32 number, const char *what, const CaseKind *kind)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
			 errmsg("invalid number %d of %s in %s", number, what, kind->type)));
}

Datum
cases_recv(FunctionCallInfo fcinfo, const CaseKind *kind)
{
	StringInfo	msg = (StringInfo) PG_GETARG_POINTER(0);
	CaseState  *state = kpi_state_new(CASES_FIXED);
	CaseBuffer	buffer;
	int32		n;

	pq_getmsgversion(msg, kind->type);
	state->incomplete = pq_getmsgint64(msg);
	incomplete_validate(state, kind, NULL);
	state->n_features = pq_getmsgint(msg, 4);
	n = pq_getmsgint(msg, 4);
	if (state->n_features < 0 || state->n_features > kind->max_features)
		invalid_number(state->n_features, "values", kind);
	if (n < 0 || (n == 0) != (state->n_features == 0))
		invalid_number(n, "rows", kind);
	for (; n > 0; n--)
	{
		CHECK_FOR_INTERRUPTS();
		buffer.row.hits = pq_getmsgint64(msg);
		buffer.row.misses = pq_getmsgint64(msg);
		for (int32 i = 0; i < state->n_features; i++)
			buffer.row.values[i] = pq_getmsgfloat8(msg);
		state = cases_append(state, &buffer.row, kind);
		case_count(state, kind, NULL);
	}
	PG_RETURN_POINTER(cases_canonical(state, kind));
}

Datum
cases_send(FunctionCallInfo fcinfo, const CaseKind *kind)
{
	const CaseState *state = cases_sorted(PG_KPI_STATE(CaseState, 0), kind);
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendbyte(&buf, KPI_STATE_VERSION);
	pq_sendint64(&buf, state->incomplete);
	pq_sendint32(&buf, state->n == 0 ? 0 : state->n_features);
	pq_sendint32(&buf, state->n);
	for (int32 i = 0; i < state->n; i++)
	{
		const Case *row = case_at(state, i);

		CHECK_FOR_INTERRUPTS();
		pq_sendint64(&buf, row->hits);
		pq_sendint64(&buf, row->misses);
		for (int32 j = 0; j < state->n_features; j++)
			pq_sendfloat8(&buf, row->values[j]);
	}
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

/*-------------------------------------------------------------------------
 *
 * revenue.c
 *	  revenue_summary: what the recurring revenue of customers has done from
 *	  one time to another.  Here the state is built, merged and passed through
 *	  its doors; revenue_read.c reads it.
 *
 * Text form: (flat,expanded,contracted,churned,new,reactivated,scale,
 * start_value,expansion_value,contraction_value,churned_value,new_value,
 * reactivated_value) with values in units of 10000^-scale.  Binary form:
 * version, scale, counts, values.
 *
 *-------------------------------------------------------------------------
 */
#include "revenue.h"

#include "libpq/pqformat.h"

#include "args.h"

/* A customer's revenue where only whether he is one is known. */
#define ONE_LOGO 1

static inline bool
has_too_many(const RevenueState *state)
{
	int128		customers = 0;

	for (int i = 0; i < N_MOVEMENTS; i++)
		customers += state->counts[i];
	return customers > PG_INT64_MAX;
}

/* What no customers can give, or NULL. */
static const char *
revenue_fault(const RevenueState *state)
{
	int128		kept = state->values[REVENUE_START];
	bool		is_kept = state->counts[REVENUE_FLAT] > 0 ||
	state->counts[REVENUE_EXPANDED] > 0 || state->counts[REVENUE_CONTRACTED] > 0;

	for (int i = 0; i < N_MOVEMENTS; i++)
	{
		if (state->counts[i] < 0 || state->values[i] < 0)
			return "A count or a value is below 0.";
		if (i != REVENUE_START && (state->counts[i] == 0) != (state->values[i] == 0))
			return "There is a change without customers, or customers without a change.";
	}
	if (has_too_many(state))
		return "There are more than 2^63-1 customers.";

	/* Whoever has not churned still pays something. */
	kept -= state->values[REVENUE_CONTRACTED];
	kept -= state->values[REVENUE_CHURNED];
	if (is_kept ? kept <= 0 : kept != 0)
		return "The revenue at the start does not fit what is lost of it.";
	return NULL;
}

static bool
revenue_validate(const RevenueState *state, Node *escontext)
{
	const char *fault;

	if (!money_validate(state->values, N_MOVEMENTS, REVENUE_SCALE(state), REVENUE_TYPE, escontext))
		return false;
	fault = revenue_fault(state);
	if (fault != NULL)
		state_invalid(escontext, REVENUE_TYPE, "%s", fault);
	return true;
}

/* revenue_summary_in(cstring): 22P02 for syntax, 22003 for the impossible */
PG_FUNCTION_INFO_V1(revenue_summary_in);
Datum
revenue_summary_in(PG_FUNCTION_ARGS)
{
	Literal		lit = literal_start(fcinfo, REVENUE_TYPE);
	RevenueState *state = kpi_state_new(sizeof(RevenueState));
	int64		scale;

	for (int i = 0; i < N_MOVEMENTS; i++)
		if (!literal_char(&lit, i == 0 ? '(' : ',') || !literal_int64(&lit, &state->counts[i]))
			PG_RETURN_NULL();
	if (!literal_char(&lit, ',') || !literal_int64(&lit, &scale))
		PG_RETURN_NULL();
	if (scale < 0 || scale > MONEY_MAX_SCALE)
	{
		literal_error(&lit);
		PG_RETURN_NULL();
	}
	REVENUE_SCALE(state) = (uint8) scale;
	for (int i = 0; i < N_MOVEMENTS; i++)
		if (!literal_char(&lit, ',') || !literal_int128(&lit, &state->values[i]))
			PG_RETURN_NULL();
	if (!literal_char(&lit, ')') || !literal_end(&lit) || !revenue_validate(state, lit.escontext))
		PG_RETURN_NULL();
	PG_RETURN_POINTER(state);
}

/* A copy at the smallest scale at which it is exact. */
static RevenueState *
revenue_canonical(const RevenueState *state)
{
	RevenueState *copy = kpi_state_copy(state);
	int			scale = money_canonical_scale(copy->values, N_MOVEMENTS, REVENUE_SCALE(copy));

	money_reduce(copy->values, N_MOVEMENTS, REVENUE_SCALE(copy), scale);
	REVENUE_SCALE(copy) = scale;
	return copy;
}

PG_FUNCTION_INFO_V1(revenue_summary_out);
Datum
revenue_summary_out(PG_FUNCTION_ARGS)
{
	RevenueState *state = revenue_canonical(PG_KPI_STATE(RevenueState, 0));
	StringInfoData buf;

	initStringInfo(&buf);
	for (int i = 0; i < N_MOVEMENTS; i++)
		appendStringInfo(&buf, "%c%lld", i == 0 ? '(' : ',', (long long) state->counts[i]);
	appendStringInfo(&buf, ",%d", REVENUE_SCALE(state));
	for (int i = 0; i < N_MOVEMENTS; i++)
	{
		appendStringInfoChar(&buf, ',');
		append_int128(&buf, state->values[i]);
	}
	appendStringInfoChar(&buf, ')');
	PG_RETURN_CSTRING(buf.data);
}

PG_FUNCTION_INFO_V1(revenue_summary_recv);
Datum
revenue_summary_recv(PG_FUNCTION_ARGS)
{
	StringInfo	msg = (StringInfo) PG_GETARG_POINTER(0);
	RevenueState *state = kpi_state_new(sizeof(RevenueState));

	pq_getmsgversion(msg, REVENUE_TYPE);
	REVENUE_SCALE(state) = pq_getmsgbyte(msg);
	for (int i = 0; i < N_MOVEMENTS; i++)
		state->counts[i] = pq_getmsgint64(msg);
	for (int i = 0; i < N_MOVEMENTS; i++)
		state->values[i] = pq_getmsgint128(msg);
	revenue_validate(state, NULL);
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(revenue_summary_send);
Datum
revenue_summary_send(PG_FUNCTION_ARGS)
{
	RevenueState *state = revenue_canonical(PG_KPI_STATE(RevenueState, 0));
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendbyte(&buf, KPI_STATE_VERSION);
	pq_sendbyte(&buf, REVENUE_SCALE(state));
	for (int i = 0; i < N_MOVEMENTS; i++)
		pq_sendint64(&buf, state->counts[i]);
	for (int i = 0; i < N_MOVEMENTS; i++)
		pq_sendint128(&buf, state->values[i]);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

/* Bring the state to a scale that is not below its own. */
static inline void
raise_scale(RevenueState *state, int scale)
{
	if (likely(scale <= REVENUE_SCALE(state)))
		return;
	money_rescale(state->values, N_MOVEMENTS, REVENUE_SCALE(state), scale);
	REVENUE_SCALE(state) = scale;
}

/* After an addition or a removal: is it still a summary of customers? */
static inline void
check_result(const RevenueState *state, bool is_removal)
{
	if (unlikely(has_too_many(state)))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("more than %lld rows in one %s", (long long) PG_INT64_MAX, REVENUE_TYPE)));
	if (is_removal && unlikely(revenue_fault(state) != NULL))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("cannot take away from a %s what is not in it", REVENUE_TYPE)));
}

/* One customer, or with sign -1 one customer less. */
static void
revenue_add(RevenueState *state, Money before, Money now, bool is_reactivated, int sign)
{
	Movement	movement;
	int128		change;

	if (before.units == 0 && now.units == 0)
		return;
	raise_scale(state, Max(before.scale, now.scale));
	money_rescale(&before.units, 1, before.scale, REVENUE_SCALE(state));
	money_rescale(&now.units, 1, now.scale, REVENUE_SCALE(state));
	change = now.units - before.units;
	if (before.units == 0)
		movement = is_reactivated ? REVENUE_REACTIVATED : REVENUE_NEW;
	else if (now.units == 0)
		movement = REVENUE_CHURNED;
	else
		movement = change == 0 ? REVENUE_FLAT : change > 0 ? REVENUE_EXPANDED : REVENUE_CONTRACTED;

	kpi_count_add(&state->counts[movement], sign, REVENUE_TYPE);
	money_add(&state->values[REVENUE_START], before.units, sign < 0);
	if (movement != REVENUE_FLAT)
		money_add(&state->values[movement], change < 0 ? -change : change, sign < 0);
	check_result(state, sign < 0);
}

/* No revenue, not a customer and nothing known are one and the same. */
static inline Money
revenue_arg(FunctionCallInfo fcinfo, int argno, const char *name)
{
	Money		money = {0, 0};

	if (PG_ARGISNULL(argno))
		return money;
	money = money_from_numeric(PG_GETARG_DATUM(argno), name);
	if (unlikely(money.units < 0))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%s %s is out of range, it must not be below 0", name,
						arg_numeric_text(PG_GETARG_DATUM(argno))),
				 errhint("Take refunds and credits off the revenue of their customer and period first, and bound the rest by greatest(..., 0).")));
	return money;
}

static inline bool
flag_arg(FunctionCallInfo fcinfo, int argno)
{
	return !PG_ARGISNULL(argno) && PG_GETARG_BOOL(argno);
}

static inline Money
logo_arg(FunctionCallInfo fcinfo, int argno)
{
	Money		money = {flag_arg(fcinfo, argno) ? ONE_LOGO : 0, 0};

	return money;
}

/*
 * One row of (state, revenue_before, revenue_now[, is_reactivated]).  Not
 * strict: a NULL revenue is that of no customer, as an outer join gives it.
 */
static Datum
revenue_transition(FunctionCallInfo fcinfo, int sign)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	else
	{
		RevenueState *state = PG_KPI_STATE_RW(RevenueState);

		revenue_add(state, revenue_arg(fcinfo, 1, "revenue_before"),
					revenue_arg(fcinfo, 2, "revenue_now"),
					PG_NARGS() > 3 && flag_arg(fcinfo, 3), sign);
		PG_RETURN_POINTER(state);
	}
}

/* One row of (state, was_customer, is_customer) */
static Datum
logo_transition(FunctionCallInfo fcinfo, int sign)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	else
	{
		RevenueState *state = PG_KPI_STATE_RW(RevenueState);

		revenue_add(state, logo_arg(fcinfo, 1), logo_arg(fcinfo, 2), false, sign);
		PG_RETURN_POINTER(state);
	}
}

PG_FUNCTION_INFO_V1(revenue_accum);
Datum
revenue_accum(PG_FUNCTION_ARGS)
{
	return revenue_transition(fcinfo, 1);
}

PG_FUNCTION_INFO_V1(revenue_discard);
Datum
revenue_discard(PG_FUNCTION_ARGS)
{
	return revenue_transition(fcinfo, -1);
}

PG_FUNCTION_INFO_V1(revenue_accum_logo);
Datum
revenue_accum_logo(PG_FUNCTION_ARGS)
{
	return logo_transition(fcinfo, 1);
}

PG_FUNCTION_INFO_V1(revenue_discard_logo);
Datum
revenue_discard_logo(PG_FUNCTION_ARGS)
{
	return logo_transition(fcinfo, -1);
}

static Datum
revenue_merge(FunctionCallInfo fcinfo, int sign)
{
	RevenueState *state = PG_KPI_STATE_RW(RevenueState);
	RevenueState *other = PG_KPI_STATE(RevenueState, 1);
	int128		values[N_MOVEMENTS];

	memcpy(values, other->values, sizeof(values));
	raise_scale(state, REVENUE_SCALE(other));
	money_rescale(values, N_MOVEMENTS, REVENUE_SCALE(other), REVENUE_SCALE(state));
	for (int i = 0; i < N_MOVEMENTS; i++)
	{
		kpi_count_add(&state->counts[i], sign * other->counts[i], REVENUE_TYPE);
		money_add(&state->values[i], values[i], sign < 0);
	}
	check_result(state, sign < 0);
	PG_RETURN_POINTER(state);
}

PG_FUNCTION_INFO_V1(revenue_combine);
Datum
revenue_combine(PG_FUNCTION_ARGS)
{
	return revenue_merge(fcinfo, 1);
}

PG_FUNCTION_INFO_V1(revenue_uncombine);
Datum
revenue_uncombine(PG_FUNCTION_ARGS)
{
	return revenue_merge(fcinfo, -1);
}

/* Final function of revenue_agg and rollup. */
PG_FUNCTION_INFO_V1(revenue_final);
Datum
revenue_final(PG_FUNCTION_ARGS)
{
	PG_RETURN_POINTER(revenue_canonical(PG_KPI_STATE(RevenueState, 0)));
}

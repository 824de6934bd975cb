/*-------------------------------------------------------------------------
 *
 * state.h
 *	  How a state (a *_summary) starts, is fetched and is updated.
 *
 * A state is a flat varlena: it crosses parallel workers, postgres_fdw, dumps
 * and stored daily tables as it is.  In an aggregate it is updated in place;
 * called from anywhere else the same function works on a copy, because the
 * value may then belong to a table's page or to a constant of a plan.
 *
 *-------------------------------------------------------------------------
 */
#ifndef ABM_KPI_STATE_H
#define ABM_KPI_STATE_H

#include "abm_kpi.h"

/*
 * Every state begins so.  A reader accepts its own version and all older
 * ones; what the flags mean is the family's.
 */
typedef struct KpiState
{
	int32		vl_len_;
	uint8		version;
	uint8		flags[3];
} KpiState;

#define KPI_STATE_VERSION 1

/* A new state of so many bytes, zeroed. */
static inline void *
kpi_state_new(Size size)
{
	KpiState   *state = palloc0(size);

	SET_VARSIZE(state, size);
	state->version = KPI_STATE_VERSION;
	return state;
}

/* A state argument for reading: never toasted, packed or misaligned. */
static inline void *
kpi_state_get(FunctionCallInfo fcinfo, int argno)
{
	Datum		datum = PG_GETARG_DATUM(argno);

	/* Spare the call for the usual case: this runs once per row. */
	if (likely(!VARATT_IS_EXTENDED(DatumGetPointer(datum))))
		return DatumGetPointer(datum);
	return PG_DETOAST_DATUM(datum);
}

/* A copy of a state that the caller may change. */
static inline void *
kpi_state_copy(const void *state)
{
	Size		size = VARSIZE(state);

	return memcpy(palloc(size), state, size);
}

/*
 * Are we called by an aggregate?  What AggCheckCallContext() tests, without
 * the call: it is a tenth of the time of win_rate() over a table.
 */
static inline bool
kpi_in_aggregate(FunctionCallInfo fcinfo)
{
	return fcinfo->context != NULL &&
		(IsA(fcinfo->context, AggState) || IsA(fcinfo->context, WindowAggState));
}

/* Argument 0 for updating: in place inside an aggregate, a copy elsewhere. */
static inline void *
kpi_state_get_rw(FunctionCallInfo fcinfo)
{
	void	   *state = kpi_state_get(fcinfo, 0);

	if (likely(kpi_in_aggregate(fcinfo)))
		return state;
	return kpi_state_copy(state);
}

#define PG_KPI_STATE(type, argno) ((type *) kpi_state_get(fcinfo, argno))
#define PG_KPI_STATE_RW(type) ((type *) kpi_state_get_rw(fcinfo))

#endif							/* ABM_KPI_STATE_H */

/*-------------------------------------------------------------------------
 *
 * cases.h
 *	  Outcomes of cases that look alike: for each different row of float8s,
 *	  how often it converted and how often it did not.
 *
 * What lead_model_summary (the row is what is known of a lead) and
 * prediction_summary (the row is one predicted score) are made of.
 *
 *-------------------------------------------------------------------------
 */
#ifndef ABM_KPI_CASES_H
#define ABM_KPI_CASES_H

#include "state.h"

#define CASES_MAX_FEATURES 100
#define CASES_MAX_BYTES (256 * 1024 * 1024)

/* A state and its bounds, which depend on what it is for. */
typedef struct CaseKind
{
	const char *type;			/* name of the SQL type, for messages */
	const char *what;			/* name of a value, for messages */
	int32		max_features;
	double		limit;			/* of the magnitude of a value */
	const char *hint;			/* what to do against too many different rows */
} CaseKind;

/* One different row; the values follow. */
typedef struct Case
{
	int64		hits;			/* converted */
	int64		misses;			/* not converted */
	double		values[FLEXIBLE_ARRAY_MEMBER];
} Case;

/*
 * The cases up to n_sorted are in the order of their values, none twice.  The
 * others are as they came, may be there twice, and their counts may be
 * negative; a small state has none of these.  In the canonical form, which is
 * what leaves an aggregate, all are sorted, none has counts of zero, and there
 * is no spare room.  Values are finite and never -0, so that equal ones have
 * equal bytes.
 */
typedef struct CaseState
{
	KpiState	head;
	int32		n_features;		/* 0: no row yet */
	int32		n;
	int32		n_sorted;
	int32		n_empty;		/* of the sorted ones, those without a count */
	int64		hits;
	int64		misses;
	int64		incomplete;		/* rows left out, because a value is unknown */
	int64		data[FLEXIBLE_ARRAY_MEMBER];
} CaseState;

#define CASES_FIXED offsetof(CaseState, data)
#define CASE_BYTES(n_features) (offsetof(Case, values) + (n_features) * sizeof(double))

static inline Case *
case_at(const CaseState *state, int32 i)
{
	return (Case *) ((char *) state->data + i * CASE_BYTES(state->n_features));
}

/* cases.c */
extern void cases_set_features(CaseState *state, int32 n_features, const CaseKind *kind);
extern CaseState *cases_add(CaseState *state, const double *values, int64 hits, int64 misses,
							const CaseKind *kind);
extern CaseState *cases_append(CaseState *state, const Case *added, const CaseKind *kind);
extern CaseState *cases_merge(CaseState *state, const CaseState *other, int sign,
							  const CaseKind *kind);
extern void cases_count_incomplete(CaseState *state, int64 n, const CaseKind *kind);
extern const CaseState *cases_sorted(const CaseState *state, const CaseKind *kind);
extern CaseState *cases_canonical(const CaseState *state, const CaseKind *kind);

/* cases_io.c */
extern Datum cases_in(FunctionCallInfo fcinfo, const CaseKind *kind);
extern Datum cases_out(FunctionCallInfo fcinfo, const CaseKind *kind);
extern Datum cases_recv(FunctionCallInfo fcinfo, const CaseKind *kind);
extern Datum cases_send(FunctionCallInfo fcinfo, const CaseKind *kind);

#endif							/* ABM_KPI_CASES_H */

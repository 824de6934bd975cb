-- score: points that lose half of their weight every half-life.

create type @extschema@.score_summary;

create function @extschema@.score_summary_in(literal cstring) returns @extschema@.score_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'score_summary_in';
comment on function @extschema@.score_summary_in(cstring) is
'Text input of score_summary: (half_life,newest,count,high,low) in microseconds, the sum being high + low. Errors: 22P02 syntax, 22003 figures that no rows can give.';

create function @extschema@.score_summary_out(summary @extschema@.score_summary) returns cstring
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'score_summary_out';
comment on function @extschema@.score_summary_out(@extschema@.score_summary) is
'Text output of score_summary: (half_life,newest,count,high,low) in microseconds, the sum being high + low; exact and independent of every setting.';

create function @extschema@.score_summary_recv(message internal) returns @extschema@.score_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'score_summary_recv';
comment on function @extschema@.score_summary_recv(internal) is
'Binary input of score_summary, validated as the text form is. Errors: 22P03 wrong version or length, 22003 figures that no rows can give.';

create function @extschema@.score_summary_send(summary @extschema@.score_summary) returns bytea
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'score_summary_send';
comment on function @extschema@.score_summary_send(@extschema@.score_summary) is
'Binary output of score_summary, starting with a version.';

create type @extschema@.score_summary (
	input = @extschema@.score_summary_in,
	output = @extschema@.score_summary_out,
	receive = @extschema@.score_summary_recv,
	send = @extschema@.score_summary_send,
	internallength = variable,
	alignment = double,
	storage = plain
);
comment on type @extschema@.score_summary is
'Points with exponential decay, as score_agg() sums them and rollup() merges them: the half-life, the newest event and the sum as of then. The order of the rows moves the sum by at most n * 2^-104 of the sum of the magnitudes. 48 bytes.';

create function @extschema@.score_accum(state @extschema@.score_summary, points float8, occurred_at timestamptz, half_life interval) returns @extschema@.score_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'score_accum_timestamptz';
comment on function @extschema@.score_accum(@extschema@.score_summary, float8, timestamptz, interval) is
'Transition of score_agg: one event; a row with NULL points or time is ignored. Errors: 22003 unless points is a number from -1e+15 to 1e+15, 22008 for an infinite time, 22023 unless the half-life is positive, without months and the same in the whole group, 22004 where it is NULL.';

create function @extschema@.score_accum(state @extschema@.score_summary, points float8, occurred_at timestamptz, half_life interval, as_of timestamptz) returns @extschema@.score_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'score_accum_timestamptz';
comment on function @extschema@.score_accum(@extschema@.score_summary, float8, timestamptz, interval, timestamptz) is
'Transition of lead_score: one event; a row with NULL points or time, or later than as_of, is ignored. Errors: 22003 unless points is a number from -1e+15 to 1e+15, 22008 for an infinite time, 22023 unless the half-life is positive, without months and the same in the whole group, 22004 where it is NULL. as_of must be finite, not NULL and the same in the whole group too.';

create function @extschema@.score_accum(state @extschema@.score_summary, points float8, occurred_at timestamp, half_life interval) returns @extschema@.score_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'score_accum_timestamp';
comment on function @extschema@.score_accum(@extschema@.score_summary, float8, timestamp, interval) is
'Transition of score_agg: one event; a row with NULL points or time is ignored. Errors: 22003 unless points is a number from -1e+15 to 1e+15, 22008 for an infinite time, 22023 unless the half-life is positive, without months and the same in the whole group, 22004 where it is NULL.';

create function @extschema@.score_accum(state @extschema@.score_summary, points float8, occurred_at timestamp, half_life interval, as_of timestamp) returns @extschema@.score_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'score_accum_timestamp';
comment on function @extschema@.score_accum(@extschema@.score_summary, float8, timestamp, interval, timestamp) is
'Transition of lead_score: one event; a row with NULL points or time, or later than as_of, is ignored. Errors: 22003 unless points is a number from -1e+15 to 1e+15, 22008 for an infinite time, 22023 unless the half-life is positive, without months and the same in the whole group, 22004 where it is NULL. as_of must be finite, not NULL and the same in the whole group too.';

create function @extschema@.score_accum(state @extschema@.score_summary, points float8, occurred_at date, half_life interval) returns @extschema@.score_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'score_accum_date';
comment on function @extschema@.score_accum(@extschema@.score_summary, float8, date, interval) is
'Transition of score_agg: one event; a row with NULL points or time is ignored. Errors: 22003 unless points is a number from -1e+15 to 1e+15, 22008 for an infinite time, 22023 unless the half-life is positive, without months and the same in the whole group, 22004 where it is NULL.';

create function @extschema@.score_accum(state @extschema@.score_summary, points float8, occurred_at date, half_life interval, as_of date) returns @extschema@.score_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'score_accum_date';
comment on function @extschema@.score_accum(@extschema@.score_summary, float8, date, interval, date) is
'Transition of lead_score: one event; a row with NULL points or time, or later than as_of, is ignored. Errors: 22003 unless points is a number from -1e+15 to 1e+15, 22008 for an infinite time, 22023 unless the half-life is positive, without months and the same in the whole group, 22004 where it is NULL. as_of must be finite, not NULL and the same in the whole group too.';

create function @extschema@.score_combine(state @extschema@.score_summary, summary @extschema@.score_summary) returns @extschema@.score_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'score_combine';
comment on function @extschema@.score_combine(@extschema@.score_summary, @extschema@.score_summary) is
'The two summaries as one. Errors: 22023 for different half-lives, times of different types, or a different as_of of lead_score(); 22003 beyond 2^63-1 rows.';

create function @extschema@.score_final(state @extschema@.score_summary) returns @extschema@.score_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'score_final';
comment on function @extschema@.score_final(@extschema@.score_summary) is
'Final function of score_agg and rollup: a copy of the state.';

create function @extschema@.score(summary @extschema@.score_summary, as_of timestamptz) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'score_score_timestamptz';
comment on function @extschema@.score(@extschema@.score_summary, timestamptz) is
'Points left at as_of: the sum of points * 2^(-(as_of - occurred_at) / half_life). NULL without events. Errors: 22023 where as_of is before the newest event or of another type than the events times, 22008 for infinity.';

create function @extschema@.score(summary @extschema@.score_summary, as_of timestamp) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'score_score_timestamp';
comment on function @extschema@.score(@extschema@.score_summary, timestamp) is
'Points left at as_of: the sum of points * 2^(-(as_of - occurred_at) / half_life). NULL without events. Errors: 22023 where as_of is before the newest event or of another type than the events times, 22008 for infinity.';

create function @extschema@.score(summary @extschema@.score_summary, as_of date) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'score_score_date';
comment on function @extschema@.score(@extschema@.score_summary, date) is
'Points left at as_of: the sum of points * 2^(-(as_of - occurred_at) / half_life). NULL without events. Errors: 22023 where as_of is before the newest event or of another type than the events times, 22008 for infinity.';

create function @extschema@.events(summary @extschema@.score_summary) returns bigint
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'score_score_count';
comment on function @extschema@.events(@extschema@.score_summary) is
'Number of events with points.';

create function @extschema@.lead_score_final(state @extschema@.score_summary) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'score_lead_score';
comment on function @extschema@.lead_score_final(@extschema@.score_summary) is
'Final function of lead_score: the points left at the as_of of the rows.';

create aggregate @extschema@.score_agg(points float8, occurred_at timestamptz, half_life interval) (
	sfunc = @extschema@.score_accum,
	stype = @extschema@.score_summary,
	sspace = 48,
	initcond = '(0,-,0,0,0)',
	combinefunc = @extschema@.score_combine,
	finalfunc = @extschema@.score_final,
	parallel = safe
);
comment on aggregate @extschema@.score_agg(float8, timestamptz, interval) is
'Sums points that lose half of their weight every half-life, in any order; a row with NULL points or time is ignored. Read with score(summary, as_of). Errors: 22003 unless points is a number from -1e+15 to 1e+15, 22008 for an infinite time, 22023 unless the half-life is positive, without months and the same in the whole group, 22004 where it is NULL.';

create aggregate @extschema@.lead_score(points float8, occurred_at timestamptz, half_life interval, as_of timestamptz) (
	sfunc = @extschema@.score_accum,
	stype = @extschema@.score_summary,
	sspace = 48,
	initcond = '(0,-,0,0,0)',
	combinefunc = @extschema@.score_combine,
	finalfunc = @extschema@.lead_score_final,
	parallel = safe
);
comment on aggregate @extschema@.lead_score(float8, timestamptz, interval, timestamptz) is
'Lead score with exponential decay: the sum of points * 2^(-(as_of - occurred_at) / half_life) over the events up to as_of; later ones, and rows with NULL points or time, are ignored. NULL without events. Errors: 22003 unless points is a number from -1e+15 to 1e+15, 22008 for an infinite time, 22023 unless the half-life is positive, without months and the same in the whole group, 22004 where it is NULL. as_of must be finite, not NULL and the same in the whole group too.';

create aggregate @extschema@.score_agg(points float8, occurred_at timestamp, half_life interval) (
	sfunc = @extschema@.score_accum,
	stype = @extschema@.score_summary,
	sspace = 48,
	initcond = '(0,-,0,0,0)',
	combinefunc = @extschema@.score_combine,
	finalfunc = @extschema@.score_final,
	parallel = safe
);
comment on aggregate @extschema@.score_agg(float8, timestamp, interval) is
'Sums points that lose half of their weight every half-life, in any order; a row with NULL points or time is ignored. Read with score(summary, as_of). Errors: 22003 unless points is a number from -1e+15 to 1e+15, 22008 for an infinite time, 22023 unless the half-life is positive, without months and the same in the whole group, 22004 where it is NULL.';

create aggregate @extschema@.lead_score(points float8, occurred_at timestamp, half_life interval, as_of timestamp) (
	sfunc = @extschema@.score_accum,
	stype = @extschema@.score_summary,
	sspace = 48,
	initcond = '(0,-,0,0,0)',
	combinefunc = @extschema@.score_combine,
	finalfunc = @extschema@.lead_score_final,
	parallel = safe
);
comment on aggregate @extschema@.lead_score(float8, timestamp, interval, timestamp) is
'Lead score with exponential decay: the sum of points * 2^(-(as_of - occurred_at) / half_life) over the events up to as_of; later ones, and rows with NULL points or time, are ignored. NULL without events. Errors: 22003 unless points is a number from -1e+15 to 1e+15, 22008 for an infinite time, 22023 unless the half-life is positive, without months and the same in the whole group, 22004 where it is NULL. as_of must be finite, not NULL and the same in the whole group too.';

create aggregate @extschema@.score_agg(points float8, occurred_at date, half_life interval) (
	sfunc = @extschema@.score_accum,
	stype = @extschema@.score_summary,
	sspace = 48,
	initcond = '(0,-,0,0,0)',
	combinefunc = @extschema@.score_combine,
	finalfunc = @extschema@.score_final,
	parallel = safe
);
comment on aggregate @extschema@.score_agg(float8, date, interval) is
'Sums points that lose half of their weight every half-life, in any order; a row with NULL points or time is ignored. Read with score(summary, as_of). Errors: 22003 unless points is a number from -1e+15 to 1e+15, 22008 for an infinite time, 22023 unless the half-life is positive, without months and the same in the whole group, 22004 where it is NULL.';

create aggregate @extschema@.lead_score(points float8, occurred_at date, half_life interval, as_of date) (
	sfunc = @extschema@.score_accum,
	stype = @extschema@.score_summary,
	sspace = 48,
	initcond = '(0,-,0,0,0)',
	combinefunc = @extschema@.score_combine,
	finalfunc = @extschema@.lead_score_final,
	parallel = safe
);
comment on aggregate @extschema@.lead_score(float8, date, interval, date) is
'Lead score with exponential decay: the sum of points * 2^(-(as_of - occurred_at) / half_life) over the events up to as_of; later ones, and rows with NULL points or time, are ignored. NULL without events. Errors: 22003 unless points is a number from -1e+15 to 1e+15, 22008 for an infinite time, 22023 unless the half-life is positive, without months and the same in the whole group, 22004 where it is NULL. as_of must be finite, not NULL and the same in the whole group too.';

create aggregate @extschema@.rollup(summary @extschema@.score_summary) (
	sfunc = @extschema@.score_combine,
	stype = @extschema@.score_summary,
	sspace = 48,
	initcond = '(0,-,0,0,0)',
	combinefunc = @extschema@.score_combine,
	finalfunc = @extschema@.score_final,
	parallel = safe
);
comment on aggregate @extschema@.rollup(@extschema@.score_summary) is
'Many score summaries as one: the summary of all their events together. Errors: 22023 for different half-lives, times of different types, or a different as_of of lead_score(); 22003 beyond 2^63-1 rows.';


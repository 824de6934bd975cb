-- touch: touches with points, times and people, and when a score was first reached.

create type @extschema@.touch_summary;

create function @extschema@.touch_summary_in(literal cstring) returns @extschema@.touch_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'touch_summary_in';
comment on function @extschema@.touch_summary_in(cstring) is
'Text input of touch_summary: (clock;at:points[:person],...), clock z or l, times in microseconds, people in hexadecimal; (-) without touches. Errors: 22P02 syntax, 22003 touches that are impossible or not in order.';

create function @extschema@.touch_summary_out(summary @extschema@.touch_summary) returns cstring
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'touch_summary_out';
comment on function @extschema@.touch_summary_out(@extschema@.touch_summary) is
'Text output of touch_summary: (clock;at:points[:person],...), sorted; exact and independent of every setting.';

create function @extschema@.touch_summary_recv(message internal) returns @extschema@.touch_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'touch_summary_recv';
comment on function @extschema@.touch_summary_recv(internal) is
'Binary input of touch_summary, validated as the text form is. Errors: 22P03 wrong version or length, 22003 touches that are impossible or not in order.';

create function @extschema@.touch_summary_send(summary @extschema@.touch_summary) returns bytea
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'touch_summary_send';
comment on function @extschema@.touch_summary_send(@extschema@.touch_summary) is
'Binary output of touch_summary, starting with a version.';

create type @extschema@.touch_summary (
	input = @extschema@.touch_summary_in,
	output = @extschema@.touch_summary_out,
	receive = @extschema@.touch_summary_recv,
	send = @extschema@.touch_summary_send,
	internallength = variable,
	alignment = double,
	storage = extended
);
comment on type @extschema@.touch_summary is
'Touches with their points, times and people, as touch_agg() collects them and rollup() merges them. Keeps every touch, 20 bytes and the person''s id each, rounded up to 8. Read with first_crossing(), mqa_at(), events(), people().';

create function @extschema@.touch_accum(state @extschema@.touch_summary, points float8, occurred_at timestamptz) returns @extschema@.touch_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'touch_accum_timestamptz';
comment on function @extschema@.touch_accum(@extschema@.touch_summary, float8, timestamptz) is
'Transition of touch_agg: one touch; a row with NULL points or time is ignored. Errors: 22003 unless points is a number from -1e+15 to 1e+15, 22008 for an infinite time, 22023 for a state with times of another type, 54000 beyond 1 GB.';

create function @extschema@.touch_accum(state @extschema@.touch_summary, points float8, occurred_at timestamptz, person text) returns @extschema@.touch_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'touch_accum_timestamptz';
comment on function @extschema@.touch_accum(@extschema@.touch_summary, float8, timestamptz, text) is
'Transition of touch_agg: one touch; a row with NULL points or time is ignored, a NULL person is a touch by nobody known. Errors: 22003 unless points is a number from -1e+15 to 1e+15, 22008 for an infinite time, 22023 for a state with times of another type, 54000 beyond 1 GB.';

create function @extschema@.touch_accum(state @extschema@.touch_summary, points float8, occurred_at timestamp) returns @extschema@.touch_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'touch_accum_timestamp';
comment on function @extschema@.touch_accum(@extschema@.touch_summary, float8, timestamp) is
'Transition of touch_agg: one touch; a row with NULL points or time is ignored. Errors: 22003 unless points is a number from -1e+15 to 1e+15, 22008 for an infinite time, 22023 for a state with times of another type, 54000 beyond 1 GB.';

create function @extschema@.touch_accum(state @extschema@.touch_summary, points float8, occurred_at timestamp, person text) returns @extschema@.touch_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'touch_accum_timestamp';
comment on function @extschema@.touch_accum(@extschema@.touch_summary, float8, timestamp, text) is
'Transition of touch_agg: one touch; a row with NULL points or time is ignored, a NULL person is a touch by nobody known. Errors: 22003 unless points is a number from -1e+15 to 1e+15, 22008 for an infinite time, 22023 for a state with times of another type, 54000 beyond 1 GB.';

create function @extschema@.touch_accum(state @extschema@.touch_summary, points float8, occurred_at date) returns @extschema@.touch_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'touch_accum_date';
comment on function @extschema@.touch_accum(@extschema@.touch_summary, float8, date) is
'Transition of touch_agg: one touch; a row with NULL points or time is ignored. Errors: 22003 unless points is a number from -1e+15 to 1e+15, 22008 for an infinite time, 22023 for a state with times of another type, 54000 beyond 1 GB.';

create function @extschema@.touch_accum(state @extschema@.touch_summary, points float8, occurred_at date, person text) returns @extschema@.touch_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'touch_accum_date';
comment on function @extschema@.touch_accum(@extschema@.touch_summary, float8, date, text) is
'Transition of touch_agg: one touch; a row with NULL points or time is ignored, a NULL person is a touch by nobody known. Errors: 22003 unless points is a number from -1e+15 to 1e+15, 22008 for an infinite time, 22023 for a state with times of another type, 54000 beyond 1 GB.';

create function @extschema@.touch_combine(state @extschema@.touch_summary, summary @extschema@.touch_summary) returns @extschema@.touch_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'touch_combine';
comment on function @extschema@.touch_combine(@extschema@.touch_summary, @extschema@.touch_summary) is
'The two summaries as one. Errors: 22023 for times of different types, 54000 beyond 1 GB.';

create function @extschema@.touch_final(state @extschema@.touch_summary) returns @extschema@.touch_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'touch_final';
comment on function @extschema@.touch_final(@extschema@.touch_summary) is
'Final function of touch_agg and rollup: the touches in order, without spare room.';

create function @extschema@.first_crossing(summary @extschema@.touch_summary, half_life interval, threshold float8) returns timestamptz
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'touch_first_crossing';
comment on function @extschema@.first_crossing(@extschema@.touch_summary, interval, float8) is
'The first time at which the decayed score reached the threshold: the earliest touch t with sum of points * 2^(-(t - occurred_at) / half_life) over the touches up to t >= threshold (short of it by at most 1e-12 of it); touches of one instant count together. What comes later does not move it. NULL if it never did. Errors: 22023 unless half_life is positive and without months, threshold a number above 0, and the times are timestamptz.';

create function @extschema@.first_crossing_local(summary @extschema@.touch_summary, half_life interval, threshold float8) returns timestamp
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'touch_first_crossing_local';
comment on function @extschema@.first_crossing_local(@extschema@.touch_summary, interval, float8) is
'first_crossing() for touches at times of type timestamp or date (their midnight). The first time at which the decayed score reached the threshold: the earliest touch t with sum of points * 2^(-(t - occurred_at) / half_life) over the touches up to t >= threshold (short of it by at most 1e-12 of it); touches of one instant count together. What comes later does not move it. NULL if it never did. Errors: 22023 unless half_life is positive and without months, threshold a number above 0, and the times are timestamp or date.';

create function @extschema@.mqa_at(summary @extschema@.touch_summary, half_life interval, threshold float8, min_people integer, within interval) returns timestamptz
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'touch_first_crossing';
comment on function @extschema@.mqa_at(@extschema@.touch_summary, interval, float8, integer, interval) is
'The date of qualification (MQA): the earliest touch t at which depth and breadth were both reached: the decayed score as in first_crossing() >= threshold, and at least min_people distinct people with a touch of points above 0 in [t - within, t]. What comes later does not move it. NULL if that never was. Source: Demandbase/Engagio. Errors: 22023 unless half_life is positive and without months, threshold a number above 0, min_people 0 or more, within positive and without months, and the times are timestamptz.';

create function @extschema@.mqa_at_local(summary @extschema@.touch_summary, half_life interval, threshold float8, min_people integer, within interval) returns timestamp
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'touch_first_crossing_local';
comment on function @extschema@.mqa_at_local(@extschema@.touch_summary, interval, float8, integer, interval) is
'mqa_at() for touches at times of type timestamp or date (their midnight). The date of qualification (MQA): the earliest touch t at which depth and breadth were both reached: the decayed score as in first_crossing() >= threshold, and at least min_people distinct people with a touch of points above 0 in [t - within, t]. What comes later does not move it. NULL if that never was. Source: Demandbase/Engagio. Errors: 22023 unless half_life is positive and without months, threshold a number above 0, min_people 0 or more, within positive and without months, and the times are timestamp or date.';

create function @extschema@.events(summary @extschema@.touch_summary) returns bigint
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'touch_events';
comment on function @extschema@.events(@extschema@.touch_summary) is
'Number of touches with points.';

create function @extschema@.people(summary @extschema@.touch_summary) returns bigint
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'touch_people';
comment on function @extschema@.people(@extschema@.touch_summary) is
'Number of distinct people with a touch of points above 0; touches by nobody known do not count.';

create aggregate @extschema@.touch_agg(points float8, occurred_at timestamptz) (
	sfunc = @extschema@.touch_accum,
	stype = @extschema@.touch_summary,
	sspace = 256,
	initcond = '(-)',
	combinefunc = @extschema@.touch_combine,
	finalfunc = @extschema@.touch_final,
	parallel = safe
);
comment on aggregate @extschema@.touch_agg(float8, timestamptz) is
'Collects touches with their points, in any order, for the time at which a score was first reached; a row with NULL points or time is ignored. Errors: 22003 unless points is a number from -1e+15 to 1e+15, 22008 for an infinite time, 54000 beyond 1 GB.';

create aggregate @extschema@.touch_agg(points float8, occurred_at timestamptz, person text) (
	sfunc = @extschema@.touch_accum,
	stype = @extschema@.touch_summary,
	sspace = 256,
	initcond = '(-)',
	combinefunc = @extschema@.touch_combine,
	finalfunc = @extschema@.touch_final,
	parallel = safe
);
comment on aggregate @extschema@.touch_agg(float8, timestamptz, text) is
'Collects touches with their points and people, in any order, for the time at which a score and a number of people were first reached; a row with NULL points or time is ignored, a NULL person is a touch by nobody known. Errors: 22003 unless points is a number from -1e+15 to 1e+15, 22008 for an infinite time, 54000 beyond 1 GB.';

create aggregate @extschema@.touch_agg(points float8, occurred_at timestamp) (
	sfunc = @extschema@.touch_accum,
	stype = @extschema@.touch_summary,
	sspace = 256,
	initcond = '(-)',
	combinefunc = @extschema@.touch_combine,
	finalfunc = @extschema@.touch_final,
	parallel = safe
);
comment on aggregate @extschema@.touch_agg(float8, timestamp) is
'Collects touches with their points, in any order, for the time at which a score was first reached; a row with NULL points or time is ignored. Errors: 22003 unless points is a number from -1e+15 to 1e+15, 22008 for an infinite time, 54000 beyond 1 GB.';

create aggregate @extschema@.touch_agg(points float8, occurred_at timestamp, person text) (
	sfunc = @extschema@.touch_accum,
	stype = @extschema@.touch_summary,
	sspace = 256,
	initcond = '(-)',
	combinefunc = @extschema@.touch_combine,
	finalfunc = @extschema@.touch_final,
	parallel = safe
);
comment on aggregate @extschema@.touch_agg(float8, timestamp, text) is
'Collects touches with their points and people, in any order, for the time at which a score and a number of people were first reached; a row with NULL points or time is ignored, a NULL person is a touch by nobody known. Errors: 22003 unless points is a number from -1e+15 to 1e+15, 22008 for an infinite time, 54000 beyond 1 GB.';

create aggregate @extschema@.touch_agg(points float8, occurred_at date) (
	sfunc = @extschema@.touch_accum,
	stype = @extschema@.touch_summary,
	sspace = 256,
	initcond = '(-)',
	combinefunc = @extschema@.touch_combine,
	finalfunc = @extschema@.touch_final,
	parallel = safe
);
comment on aggregate @extschema@.touch_agg(float8, date) is
'Collects touches with their points, in any order, for the time at which a score was first reached; a row with NULL points or time is ignored. Errors: 22003 unless points is a number from -1e+15 to 1e+15, 22008 for an infinite time, 54000 beyond 1 GB.';

create aggregate @extschema@.touch_agg(points float8, occurred_at date, person text) (
	sfunc = @extschema@.touch_accum,
	stype = @extschema@.touch_summary,
	sspace = 256,
	initcond = '(-)',
	combinefunc = @extschema@.touch_combine,
	finalfunc = @extschema@.touch_final,
	parallel = safe
);
comment on aggregate @extschema@.touch_agg(float8, date, text) is
'Collects touches with their points and people, in any order, for the time at which a score and a number of people were first reached; a row with NULL points or time is ignored, a NULL person is a touch by nobody known. Errors: 22003 unless points is a number from -1e+15 to 1e+15, 22008 for an infinite time, 54000 beyond 1 GB.';

create aggregate @extschema@.rollup(summary @extschema@.touch_summary) (
	sfunc = @extschema@.touch_combine,
	stype = @extschema@.touch_summary,
	sspace = 256,
	initcond = '(-)',
	combinefunc = @extschema@.touch_combine,
	finalfunc = @extschema@.touch_final,
	parallel = safe
);
comment on aggregate @extschema@.rollup(@extschema@.touch_summary) is
'Many touch summaries as one: the summary of all their touches together. Errors: 22023 for times of different types, 54000 beyond 1 GB.';

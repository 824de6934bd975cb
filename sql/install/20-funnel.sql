-- funnel: how far each unit got in a series of steps, and how many got how far.

create type @extschema@.journey_summary;

create function @extschema@.journey_summary_in(literal cstring) returns @extschema@.journey_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'journey_summary_in';
comment on function @extschema@.journey_summary_in(cstring) is
'Text input of journey_summary: (within,clock,modes,n_steps;time:steps:repeated,...) in microseconds since 2000-01-01, steps as bits. Errors: 22P02 syntax, 22003 figures that no rows can give.';

create function @extschema@.journey_summary_out(summary @extschema@.journey_summary) returns cstring
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'journey_summary_out';
comment on function @extschema@.journey_summary_out(@extschema@.journey_summary) is
'Text output of journey_summary: (within,clock,modes,n_steps;time:steps:repeated,...) in microseconds since 2000-01-01, steps as bits; exact and independent of every setting.';

create function @extschema@.journey_summary_recv(message internal) returns @extschema@.journey_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'journey_summary_recv';
comment on function @extschema@.journey_summary_recv(internal) is
'Binary input of journey_summary, validated as the text form is. Errors: 22P03 wrong version or length, 22003 figures that no rows can give.';

create function @extschema@.journey_summary_send(summary @extschema@.journey_summary) returns bytea
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'journey_summary_send';
comment on function @extschema@.journey_summary_send(@extschema@.journey_summary) is
'Binary output of journey_summary, starting with a version.';

create type @extschema@.journey_summary (
	input = @extschema@.journey_summary_in,
	output = @extschema@.journey_summary_out,
	receive = @extschema@.journey_summary_recv,
	send = @extschema@.journey_summary_send,
	internallength = variable,
	alignment = double,
	storage = extended
);
comment on type @extschema@.journey_summary is
'The events of one unit (a lead, an account, a visitor), as journey_agg() keeps them and rollup() merges them: for each time, the steps that its rows satisfy. Read with window_funnel(), window_funnel_times(). 24 bytes and 16 per distinct time.';

create function @extschema@.journey_accum(state @extschema@.journey_summary, within interval, at timestamptz, steps boolean[]) returns @extschema@.journey_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'journey_accum_timestamptz';
comment on function @extschema@.journey_accum(@extschema@.journey_summary, interval, timestamptz, boolean[]) is
'Transition of journey_agg, window_funnel and window_funnel_times: one row; a NULL time is ignored, a NULL step is not satisfied. Errors: 22004 for a NULL within or array of steps, 22008 for an infinite time, 22023 for a within that is not positive or has months, no steps or constants that differ from those before, 54000 for more than 32 steps or 16777216 events.';

create function @extschema@.journey_accum(state @extschema@.journey_summary, within interval, mode text, at timestamptz, steps boolean[]) returns @extschema@.journey_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'journey_accum_timestamptz';
comment on function @extschema@.journey_accum(@extschema@.journey_summary, interval, text, timestamptz, boolean[]) is
'Transition of journey_agg, window_funnel and window_funnel_times: one row; a NULL time is ignored, a NULL step is not satisfied. Errors: 22004 for a NULL within, mode or array of steps, 22008 for an infinite time, 22023 for a within that is not positive or has months, an unknown mode, no steps or constants that differ from those before, 54000 for more than 32 steps or 16777216 events.';

create function @extschema@.journey_accum(state @extschema@.journey_summary, within interval, at timestamp, steps boolean[]) returns @extschema@.journey_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'journey_accum_timestamp';
comment on function @extschema@.journey_accum(@extschema@.journey_summary, interval, timestamp, boolean[]) is
'Transition of journey_agg, window_funnel and window_funnel_times: one row; a NULL time is ignored, a NULL step is not satisfied. Errors: 22004 for a NULL within or array of steps, 22008 for an infinite time, 22023 for a within that is not positive or has months, no steps or constants that differ from those before, 54000 for more than 32 steps or 16777216 events.';

create function @extschema@.journey_accum(state @extschema@.journey_summary, within interval, mode text, at timestamp, steps boolean[]) returns @extschema@.journey_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'journey_accum_timestamp';
comment on function @extschema@.journey_accum(@extschema@.journey_summary, interval, text, timestamp, boolean[]) is
'Transition of journey_agg, window_funnel and window_funnel_times: one row; a NULL time is ignored, a NULL step is not satisfied. Errors: 22004 for a NULL within, mode or array of steps, 22008 for an infinite time, 22023 for a within that is not positive or has months, an unknown mode, no steps or constants that differ from those before, 54000 for more than 32 steps or 16777216 events.';

create function @extschema@.journey_accum(state @extschema@.journey_summary, within interval, at date, steps boolean[]) returns @extschema@.journey_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'journey_accum_date';
comment on function @extschema@.journey_accum(@extschema@.journey_summary, interval, date, boolean[]) is
'Transition of journey_agg, window_funnel and window_funnel_times: one row; a NULL time is ignored, a NULL step is not satisfied. Errors: 22004 for a NULL within or array of steps, 22008 for an infinite time, 22023 for a within that is not positive or has months, no steps or constants that differ from those before, 54000 for more than 32 steps or 16777216 events.';

create function @extschema@.journey_accum(state @extschema@.journey_summary, within interval, mode text, at date, steps boolean[]) returns @extschema@.journey_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'journey_accum_date';
comment on function @extschema@.journey_accum(@extschema@.journey_summary, interval, text, date, boolean[]) is
'Transition of journey_agg, window_funnel and window_funnel_times: one row; a NULL time is ignored, a NULL step is not satisfied. Errors: 22004 for a NULL within, mode or array of steps, 22008 for an infinite time, 22023 for a within that is not positive or has months, an unknown mode, no steps or constants that differ from those before, 54000 for more than 32 steps or 16777216 events.';

create function @extschema@.journey_combine(state @extschema@.journey_summary, summary @extschema@.journey_summary) returns @extschema@.journey_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'journey_combine';
comment on function @extschema@.journey_combine(@extschema@.journey_summary, @extschema@.journey_summary) is
'The two journeys as one: the journey of all their rows together. Errors: 22023 for different within, mode, steps or type of time.';

create function @extschema@.journey_final(state @extschema@.journey_summary) returns @extschema@.journey_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'journey_final';
comment on function @extschema@.journey_final(@extschema@.journey_summary) is
'Final function of journey_agg and rollup: a copy of the state with its events in order and without spare room.';

create function @extschema@.window_funnel(summary @extschema@.journey_summary) returns integer
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'journey_level';
comment on function @extschema@.window_funnel(@extschema@.journey_summary) is
'Number of steps of the longest sequence that the events allow: step 1, then step 2 at the same time or later, and so on, the last one at most within after step 1. 0 if step 1 does not occur.';

create function @extschema@.window_funnel_times(summary @extschema@.journey_summary) returns timestamptz[]
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'journey_times_timestamptz';
comment on function @extschema@.window_funnel_times(@extschema@.journey_summary) is
'Times of the steps of one sequence: of those that come to the level of window_funnel() the one that starts earliest, and from there every step as early as it can be. As many elements as that level; NULL at level 0. Errors: 22023 for a journey at times of type timestamp or date.';

create function @extschema@.window_funnel_local_times(summary @extschema@.journey_summary) returns timestamp[]
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'journey_times_timestamp';
comment on function @extschema@.window_funnel_local_times(@extschema@.journey_summary) is
'Times of the steps of one sequence: of those that come to the level of window_funnel() the one that starts earliest, and from there every step as early as it can be. As many elements as that level; NULL at level 0. For journeys at times of type timestamp or date, a date being its midnight. Errors: 22023 for a journey at times of type timestamptz.';

create function @extschema@.window_funnel_dates(summary @extschema@.journey_summary) returns date[]
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'journey_times_date';
comment on function @extschema@.window_funnel_dates(@extschema@.journey_summary) is
'Times of the steps of one sequence: of those that come to the level of window_funnel() the one that starts earliest, and from there every step as early as it can be. As many elements as that level; NULL at level 0. For journeys at times of type timestamp or date, a timestamp being its day. Errors: 22023 for a journey at times of type timestamptz.';

create aggregate @extschema@.journey_agg(within interval, at timestamptz, variadic steps boolean[]) (
	sfunc = @extschema@.journey_accum,
	stype = @extschema@.journey_summary,
	sspace = 256,
	initcond = '(0,-,0,0)',
	combinefunc = @extschema@.journey_combine,
	finalfunc = @extschema@.journey_final,
	parallel = safe
);
comment on aggregate @extschema@.journey_agg(interval, timestamptz, variadic boolean[]) is
'The events of one unit for window_funnel() and window_funnel_times(), to be stored or merged by rollup(). The order of the rows does not matter; one row may satisfy several steps; a NULL step is not satisfied; rows with a NULL time are ignored. Errors: 22004 for a NULL within, 22008 for an infinite time, 22023 unless within and number of steps are the same in the whole group, for a within that is not positive or has months, and for no steps, 54000 for more than 32 steps or 16777216 events.';

create aggregate @extschema@.journey_agg(within interval, mode text, at timestamptz, variadic steps boolean[]) (
	sfunc = @extschema@.journey_accum,
	stype = @extschema@.journey_summary,
	sspace = 256,
	initcond = '(0,-,0,0)',
	combinefunc = @extschema@.journey_combine,
	finalfunc = @extschema@.journey_final,
	parallel = safe
);
comment on aggregate @extschema@.journey_agg(interval, text, timestamptz, variadic boolean[]) is
'The events of one unit for window_funnel() and window_funnel_times(), to be stored or merged by rollup(). Modes: default; strict_increase: no two steps at the same time; strict_order: stops at the first row after step 1 that satisfies no step, or a step before its turn; strict_deduplication: stops when a step other than the first that has been reached occurs again. Several are separated by commas. The order of the rows does not matter; one row may satisfy several steps; a NULL step is not satisfied; rows with a NULL time are ignored. Errors: 22004 for a NULL within, mode, 22008 for an infinite time, 22023 unless within, mode and number of steps are the same in the whole group, for a within that is not positive or has months, for an unknown mode, and for no steps, 54000 for more than 32 steps or 16777216 events.';

create aggregate @extschema@.journey_agg(within interval, at timestamp, variadic steps boolean[]) (
	sfunc = @extschema@.journey_accum,
	stype = @extschema@.journey_summary,
	sspace = 256,
	initcond = '(0,-,0,0)',
	combinefunc = @extschema@.journey_combine,
	finalfunc = @extschema@.journey_final,
	parallel = safe
);
comment on aggregate @extschema@.journey_agg(interval, timestamp, variadic boolean[]) is
'The events of one unit for window_funnel() and window_funnel_times(), to be stored or merged by rollup(). The order of the rows does not matter; one row may satisfy several steps; a NULL step is not satisfied; rows with a NULL time are ignored. Errors: 22004 for a NULL within, 22008 for an infinite time, 22023 unless within and number of steps are the same in the whole group, for a within that is not positive or has months, and for no steps, 54000 for more than 32 steps or 16777216 events.';

create aggregate @extschema@.journey_agg(within interval, mode text, at timestamp, variadic steps boolean[]) (
	sfunc = @extschema@.journey_accum,
	stype = @extschema@.journey_summary,
	sspace = 256,
	initcond = '(0,-,0,0)',
	combinefunc = @extschema@.journey_combine,
	finalfunc = @extschema@.journey_final,
	parallel = safe
);
comment on aggregate @extschema@.journey_agg(interval, text, timestamp, variadic boolean[]) is
'The events of one unit for window_funnel() and window_funnel_times(), to be stored or merged by rollup(). Modes: default; strict_increase: no two steps at the same time; strict_order: stops at the first row after step 1 that satisfies no step, or a step before its turn; strict_deduplication: stops when a step other than the first that has been reached occurs again. Several are separated by commas. The order of the rows does not matter; one row may satisfy several steps; a NULL step is not satisfied; rows with a NULL time are ignored. Errors: 22004 for a NULL within, mode, 22008 for an infinite time, 22023 unless within, mode and number of steps are the same in the whole group, for a within that is not positive or has months, for an unknown mode, and for no steps, 54000 for more than 32 steps or 16777216 events.';

create aggregate @extschema@.journey_agg(within interval, at date, variadic steps boolean[]) (
	sfunc = @extschema@.journey_accum,
	stype = @extschema@.journey_summary,
	sspace = 256,
	initcond = '(0,-,0,0)',
	combinefunc = @extschema@.journey_combine,
	finalfunc = @extschema@.journey_final,
	parallel = safe
);
comment on aggregate @extschema@.journey_agg(interval, date, variadic boolean[]) is
'The events of one unit for window_funnel() and window_funnel_times(), to be stored or merged by rollup(). The order of the rows does not matter; one row may satisfy several steps; a NULL step is not satisfied; rows with a NULL time are ignored. Errors: 22004 for a NULL within, 22008 for an infinite time, 22023 unless within and number of steps are the same in the whole group, for a within that is not positive or has months, and for no steps, 54000 for more than 32 steps or 16777216 events.';

create aggregate @extschema@.journey_agg(within interval, mode text, at date, variadic steps boolean[]) (
	sfunc = @extschema@.journey_accum,
	stype = @extschema@.journey_summary,
	sspace = 256,
	initcond = '(0,-,0,0)',
	combinefunc = @extschema@.journey_combine,
	finalfunc = @extschema@.journey_final,
	parallel = safe
);
comment on aggregate @extschema@.journey_agg(interval, text, date, variadic boolean[]) is
'The events of one unit for window_funnel() and window_funnel_times(), to be stored or merged by rollup(). Modes: default; strict_increase: no two steps at the same time; strict_order: stops at the first row after step 1 that satisfies no step, or a step before its turn; strict_deduplication: stops when a step other than the first that has been reached occurs again. Several are separated by commas. The order of the rows does not matter; one row may satisfy several steps; a NULL step is not satisfied; rows with a NULL time are ignored. Errors: 22004 for a NULL within, mode, 22008 for an infinite time, 22023 unless within, mode and number of steps are the same in the whole group, for a within that is not positive or has months, for an unknown mode, and for no steps, 54000 for more than 32 steps or 16777216 events.';

create aggregate @extschema@.window_funnel(within interval, at timestamptz, variadic steps boolean[]) (
	sfunc = @extschema@.journey_accum,
	stype = @extschema@.journey_summary,
	sspace = 256,
	initcond = '(0,-,0,0)',
	combinefunc = @extschema@.journey_combine,
	finalfunc = @extschema@.window_funnel,
	parallel = safe
);
comment on aggregate @extschema@.window_funnel(interval, timestamptz, variadic boolean[]) is
'How far one unit got in a funnel: the number of steps of the longest sequence that its rows allow, 0 to the number of steps. A sequence takes step 1, then step 2 at the same time or later, and so on, the last one at most within after step 1 (inclusive). 0 if no row satisfies step 1, also over no rows. Group by the unit. Definition of ClickHouse, windowFunnel. The order of the rows does not matter; one row may satisfy several steps; a NULL step is not satisfied; rows with a NULL time are ignored. Errors: 22004 for a NULL within, 22008 for an infinite time, 22023 unless within and number of steps are the same in the whole group, for a within that is not positive or has months, and for no steps, 54000 for more than 32 steps or 16777216 events.';

create aggregate @extschema@.window_funnel(within interval, mode text, at timestamptz, variadic steps boolean[]) (
	sfunc = @extschema@.journey_accum,
	stype = @extschema@.journey_summary,
	sspace = 256,
	initcond = '(0,-,0,0)',
	combinefunc = @extschema@.journey_combine,
	finalfunc = @extschema@.window_funnel,
	parallel = safe
);
comment on aggregate @extschema@.window_funnel(interval, text, timestamptz, variadic boolean[]) is
'How far one unit got in a funnel: the number of steps of the longest sequence that its rows allow, 0 to the number of steps. A sequence takes step 1, then step 2 at the same time or later, and so on, the last one at most within after step 1 (inclusive). 0 if no row satisfies step 1, also over no rows. Group by the unit. Definition of ClickHouse, windowFunnel. Modes: default; strict_increase: no two steps at the same time; strict_order: stops at the first row after step 1 that satisfies no step, or a step before its turn; strict_deduplication: stops when a step other than the first that has been reached occurs again. Several are separated by commas. The order of the rows does not matter; one row may satisfy several steps; a NULL step is not satisfied; rows with a NULL time are ignored. Errors: 22004 for a NULL within, mode, 22008 for an infinite time, 22023 unless within, mode and number of steps are the same in the whole group, for a within that is not positive or has months, for an unknown mode, and for no steps, 54000 for more than 32 steps or 16777216 events.';

create aggregate @extschema@.window_funnel(within interval, at timestamp, variadic steps boolean[]) (
	sfunc = @extschema@.journey_accum,
	stype = @extschema@.journey_summary,
	sspace = 256,
	initcond = '(0,-,0,0)',
	combinefunc = @extschema@.journey_combine,
	finalfunc = @extschema@.window_funnel,
	parallel = safe
);
comment on aggregate @extschema@.window_funnel(interval, timestamp, variadic boolean[]) is
'How far one unit got in a funnel: the number of steps of the longest sequence that its rows allow, 0 to the number of steps. A sequence takes step 1, then step 2 at the same time or later, and so on, the last one at most within after step 1 (inclusive). 0 if no row satisfies step 1, also over no rows. Group by the unit. Definition of ClickHouse, windowFunnel. The order of the rows does not matter; one row may satisfy several steps; a NULL step is not satisfied; rows with a NULL time are ignored. Errors: 22004 for a NULL within, 22008 for an infinite time, 22023 unless within and number of steps are the same in the whole group, for a within that is not positive or has months, and for no steps, 54000 for more than 32 steps or 16777216 events.';

create aggregate @extschema@.window_funnel(within interval, mode text, at timestamp, variadic steps boolean[]) (
	sfunc = @extschema@.journey_accum,
	stype = @extschema@.journey_summary,
	sspace = 256,
	initcond = '(0,-,0,0)',
	combinefunc = @extschema@.journey_combine,
	finalfunc = @extschema@.window_funnel,
	parallel = safe
);
comment on aggregate @extschema@.window_funnel(interval, text, timestamp, variadic boolean[]) is
'How far one unit got in a funnel: the number of steps of the longest sequence that its rows allow, 0 to the number of steps. A sequence takes step 1, then step 2 at the same time or later, and so on, the last one at most within after step 1 (inclusive). 0 if no row satisfies step 1, also over no rows. Group by the unit. Definition of ClickHouse, windowFunnel. Modes: default; strict_increase: no two steps at the same time; strict_order: stops at the first row after step 1 that satisfies no step, or a step before its turn; strict_deduplication: stops when a step other than the first that has been reached occurs again. Several are separated by commas. The order of the rows does not matter; one row may satisfy several steps; a NULL step is not satisfied; rows with a NULL time are ignored. Errors: 22004 for a NULL within, mode, 22008 for an infinite time, 22023 unless within, mode and number of steps are the same in the whole group, for a within that is not positive or has months, for an unknown mode, and for no steps, 54000 for more than 32 steps or 16777216 events.';

create aggregate @extschema@.window_funnel(within interval, at date, variadic steps boolean[]) (
	sfunc = @extschema@.journey_accum,
	stype = @extschema@.journey_summary,
	sspace = 256,
	initcond = '(0,-,0,0)',
	combinefunc = @extschema@.journey_combine,
	finalfunc = @extschema@.window_funnel,
	parallel = safe
);
comment on aggregate @extschema@.window_funnel(interval, date, variadic boolean[]) is
'How far one unit got in a funnel: the number of steps of the longest sequence that its rows allow, 0 to the number of steps. A sequence takes step 1, then step 2 at the same time or later, and so on, the last one at most within after step 1 (inclusive). 0 if no row satisfies step 1, also over no rows. Group by the unit. Definition of ClickHouse, windowFunnel. The order of the rows does not matter; one row may satisfy several steps; a NULL step is not satisfied; rows with a NULL time are ignored. Errors: 22004 for a NULL within, 22008 for an infinite time, 22023 unless within and number of steps are the same in the whole group, for a within that is not positive or has months, and for no steps, 54000 for more than 32 steps or 16777216 events.';

create aggregate @extschema@.window_funnel(within interval, mode text, at date, variadic steps boolean[]) (
	sfunc = @extschema@.journey_accum,
	stype = @extschema@.journey_summary,
	sspace = 256,
	initcond = '(0,-,0,0)',
	combinefunc = @extschema@.journey_combine,
	finalfunc = @extschema@.window_funnel,
	parallel = safe
);
comment on aggregate @extschema@.window_funnel(interval, text, date, variadic boolean[]) is
'How far one unit got in a funnel: the number of steps of the longest sequence that its rows allow, 0 to the number of steps. A sequence takes step 1, then step 2 at the same time or later, and so on, the last one at most within after step 1 (inclusive). 0 if no row satisfies step 1, also over no rows. Group by the unit. Definition of ClickHouse, windowFunnel. Modes: default; strict_increase: no two steps at the same time; strict_order: stops at the first row after step 1 that satisfies no step, or a step before its turn; strict_deduplication: stops when a step other than the first that has been reached occurs again. Several are separated by commas. The order of the rows does not matter; one row may satisfy several steps; a NULL step is not satisfied; rows with a NULL time are ignored. Errors: 22004 for a NULL within, mode, 22008 for an infinite time, 22023 unless within, mode and number of steps are the same in the whole group, for a within that is not positive or has months, for an unknown mode, and for no steps, 54000 for more than 32 steps or 16777216 events.';

create aggregate @extschema@.window_funnel_times(within interval, at timestamptz, variadic steps boolean[]) (
	sfunc = @extschema@.journey_accum,
	stype = @extschema@.journey_summary,
	sspace = 256,
	initcond = '(0,-,0,0)',
	combinefunc = @extschema@.journey_combine,
	finalfunc = @extschema@.window_funnel_times,
	parallel = safe
);
comment on aggregate @extschema@.window_funnel_times(interval, timestamptz, variadic boolean[]) is
'When one unit took the steps of its funnel: the times of one sequence that comes to the level of window_funnel(), the one that starts earliest and from there takes every step as early as it can. As many elements as that level, NULL at level 0. Group by the unit. The order of the rows does not matter; one row may satisfy several steps; a NULL step is not satisfied; rows with a NULL time are ignored. Errors: 22004 for a NULL within, 22008 for an infinite time, 22023 unless within and number of steps are the same in the whole group, for a within that is not positive or has months, and for no steps, 54000 for more than 32 steps or 16777216 events.';

create aggregate @extschema@.window_funnel_times(within interval, mode text, at timestamptz, variadic steps boolean[]) (
	sfunc = @extschema@.journey_accum,
	stype = @extschema@.journey_summary,
	sspace = 256,
	initcond = '(0,-,0,0)',
	combinefunc = @extschema@.journey_combine,
	finalfunc = @extschema@.window_funnel_times,
	parallel = safe
);
comment on aggregate @extschema@.window_funnel_times(interval, text, timestamptz, variadic boolean[]) is
'When one unit took the steps of its funnel: the times of one sequence that comes to the level of window_funnel(), the one that starts earliest and from there takes every step as early as it can. As many elements as that level, NULL at level 0. Group by the unit. Modes: default; strict_increase: no two steps at the same time; strict_order: stops at the first row after step 1 that satisfies no step, or a step before its turn; strict_deduplication: stops when a step other than the first that has been reached occurs again. Several are separated by commas. The order of the rows does not matter; one row may satisfy several steps; a NULL step is not satisfied; rows with a NULL time are ignored. Errors: 22004 for a NULL within, mode, 22008 for an infinite time, 22023 unless within, mode and number of steps are the same in the whole group, for a within that is not positive or has months, for an unknown mode, and for no steps, 54000 for more than 32 steps or 16777216 events.';

create aggregate @extschema@.window_funnel_times(within interval, at timestamp, variadic steps boolean[]) (
	sfunc = @extschema@.journey_accum,
	stype = @extschema@.journey_summary,
	sspace = 256,
	initcond = '(0,-,0,0)',
	combinefunc = @extschema@.journey_combine,
	finalfunc = @extschema@.window_funnel_local_times,
	parallel = safe
);
comment on aggregate @extschema@.window_funnel_times(interval, timestamp, variadic boolean[]) is
'When one unit took the steps of its funnel: the times of one sequence that comes to the level of window_funnel(), the one that starts earliest and from there takes every step as early as it can. As many elements as that level, NULL at level 0. Group by the unit. The order of the rows does not matter; one row may satisfy several steps; a NULL step is not satisfied; rows with a NULL time are ignored. Errors: 22004 for a NULL within, 22008 for an infinite time, 22023 unless within and number of steps are the same in the whole group, for a within that is not positive or has months, and for no steps, 54000 for more than 32 steps or 16777216 events.';

create aggregate @extschema@.window_funnel_times(within interval, mode text, at timestamp, variadic steps boolean[]) (
	sfunc = @extschema@.journey_accum,
	stype = @extschema@.journey_summary,
	sspace = 256,
	initcond = '(0,-,0,0)',
	combinefunc = @extschema@.journey_combine,
	finalfunc = @extschema@.window_funnel_local_times,
	parallel = safe
);
comment on aggregate @extschema@.window_funnel_times(interval, text, timestamp, variadic boolean[]) is
'When one unit took the steps of its funnel: the times of one sequence that comes to the level of window_funnel(), the one that starts earliest and from there takes every step as early as it can. As many elements as that level, NULL at level 0. Group by the unit. Modes: default; strict_increase: no two steps at the same time; strict_order: stops at the first row after step 1 that satisfies no step, or a step before its turn; strict_deduplication: stops when a step other than the first that has been reached occurs again. Several are separated by commas. The order of the rows does not matter; one row may satisfy several steps; a NULL step is not satisfied; rows with a NULL time are ignored. Errors: 22004 for a NULL within, mode, 22008 for an infinite time, 22023 unless within, mode and number of steps are the same in the whole group, for a within that is not positive or has months, for an unknown mode, and for no steps, 54000 for more than 32 steps or 16777216 events.';

create aggregate @extschema@.window_funnel_times(within interval, at date, variadic steps boolean[]) (
	sfunc = @extschema@.journey_accum,
	stype = @extschema@.journey_summary,
	sspace = 256,
	initcond = '(0,-,0,0)',
	combinefunc = @extschema@.journey_combine,
	finalfunc = @extschema@.window_funnel_dates,
	parallel = safe
);
comment on aggregate @extschema@.window_funnel_times(interval, date, variadic boolean[]) is
'When one unit took the steps of its funnel: the times of one sequence that comes to the level of window_funnel(), the one that starts earliest and from there takes every step as early as it can. As many elements as that level, NULL at level 0. Group by the unit. The order of the rows does not matter; one row may satisfy several steps; a NULL step is not satisfied; rows with a NULL time are ignored. Errors: 22004 for a NULL within, 22008 for an infinite time, 22023 unless within and number of steps are the same in the whole group, for a within that is not positive or has months, and for no steps, 54000 for more than 32 steps or 16777216 events.';

create aggregate @extschema@.window_funnel_times(within interval, mode text, at date, variadic steps boolean[]) (
	sfunc = @extschema@.journey_accum,
	stype = @extschema@.journey_summary,
	sspace = 256,
	initcond = '(0,-,0,0)',
	combinefunc = @extschema@.journey_combine,
	finalfunc = @extschema@.window_funnel_dates,
	parallel = safe
);
comment on aggregate @extschema@.window_funnel_times(interval, text, date, variadic boolean[]) is
'When one unit took the steps of its funnel: the times of one sequence that comes to the level of window_funnel(), the one that starts earliest and from there takes every step as early as it can. As many elements as that level, NULL at level 0. Group by the unit. Modes: default; strict_increase: no two steps at the same time; strict_order: stops at the first row after step 1 that satisfies no step, or a step before its turn; strict_deduplication: stops when a step other than the first that has been reached occurs again. Several are separated by commas. The order of the rows does not matter; one row may satisfy several steps; a NULL step is not satisfied; rows with a NULL time are ignored. Errors: 22004 for a NULL within, mode, 22008 for an infinite time, 22023 unless within, mode and number of steps are the same in the whole group, for a within that is not positive or has months, for an unknown mode, and for no steps, 54000 for more than 32 steps or 16777216 events.';

create aggregate @extschema@.rollup(summary @extschema@.journey_summary) (
	sfunc = @extschema@.journey_combine,
	stype = @extschema@.journey_summary,
	sspace = 256,
	initcond = '(0,-,0,0)',
	combinefunc = @extschema@.journey_combine,
	finalfunc = @extschema@.journey_final,
	parallel = safe
);
comment on aggregate @extschema@.rollup(@extschema@.journey_summary) is
'Many summaries of one unit''s events as one: the journey of all their rows together. Errors: 22023 for different within, mode, steps or type of time.';

create type @extschema@.funnel_summary;

create function @extschema@.funnel_summary_in(literal cstring) returns @extschema@.funnel_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'funnel_summary_in';
comment on function @extschema@.funnel_summary_in(cstring) is
'Text input of funnel_summary: (steps;n0,n1,...) with the units of level 0, 1, 2 and so on, (0) without units. Errors: 22P02 syntax, 22003 figures that no rows can give.';

create function @extschema@.funnel_summary_out(summary @extschema@.funnel_summary) returns cstring
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'funnel_summary_out';
comment on function @extschema@.funnel_summary_out(@extschema@.funnel_summary) is
'Text output of funnel_summary: (steps;n0,n1,...) with the units of level 0, 1, 2 and so on, (0) without units; exact and independent of every setting.';

create function @extschema@.funnel_summary_recv(message internal) returns @extschema@.funnel_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'funnel_summary_recv';
comment on function @extschema@.funnel_summary_recv(internal) is
'Binary input of funnel_summary, validated as the text form is. Errors: 22P03 wrong version or length, 22003 figures that no rows can give.';

create function @extschema@.funnel_summary_send(summary @extschema@.funnel_summary) returns bytea
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'funnel_summary_send';
comment on function @extschema@.funnel_summary_send(@extschema@.funnel_summary) is
'Binary output of funnel_summary, starting with a version.';

create type @extschema@.funnel_summary (
	input = @extschema@.funnel_summary_in,
	output = @extschema@.funnel_summary_out,
	receive = @extschema@.funnel_summary_recv,
	send = @extschema@.funnel_summary_send,
	internallength = variable,
	alignment = double,
	storage = plain
);
comment on type @extschema@.funnel_summary is
'Units counted by how far they got in a funnel, as funnel_agg() counts them and rollup() merges them. Text form (steps;n0,n1,...) with the units of level 0, 1, 2 and so on. Read with funnel_steps(), funnel_steps_ci(), reached(), funnel_rate(). 16 bytes and 8 per step.';

create function @extschema@.funnel_summary(units numeric[]) returns @extschema@.funnel_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'funnel_summary_make';
comment on function @extschema@.funnel_summary(numeric[]) is
'A funnel_summary from counts that are already made: the units of level 0, 1, 2 and so on up to the number of steps. Errors: 22003 unless all are whole numbers from 0 to 2^63-1, 22004 for a NULL, 22023 unless there are 2 to 33 of them.';

create function @extschema@.funnel_accum(state @extschema@.funnel_summary, level integer, n_steps integer) returns @extschema@.funnel_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'funnel_accum';
comment on function @extschema@.funnel_accum(@extschema@.funnel_summary, integer, integer) is
'Transition of funnel_agg: one unit; a NULL level is ignored. Errors: 22003 for a level outside 0..n_steps, 22004 for a NULL n_steps, 22023 for one outside 1..32 or another than before.';

create function @extschema@.funnel_discard(state @extschema@.funnel_summary, level integer, n_steps integer) returns @extschema@.funnel_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'funnel_discard';
comment on function @extschema@.funnel_discard(@extschema@.funnel_summary, integer, integer) is
'Inverse of funnel_accum, for moving windows. Errors: 22023 if a count would become negative.';

create function @extschema@.funnel_combine(state @extschema@.funnel_summary, summary @extschema@.funnel_summary) returns @extschema@.funnel_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'funnel_combine';
comment on function @extschema@.funnel_combine(@extschema@.funnel_summary, @extschema@.funnel_summary) is
'The two summaries as one. Errors: 22003 beyond 2^63-1 units, 22023 for different numbers of steps.';

create function @extschema@.funnel_uncombine(state @extschema@.funnel_summary, summary @extschema@.funnel_summary) returns @extschema@.funnel_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'funnel_uncombine';
comment on function @extschema@.funnel_uncombine(@extschema@.funnel_summary, @extschema@.funnel_summary) is
'Inverse of funnel_combine, for moving windows. Errors: 22023 if a count would become negative.';

create function @extschema@.funnel_final(state @extschema@.funnel_summary) returns @extschema@.funnel_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'funnel_final';
comment on function @extschema@.funnel_final(@extschema@.funnel_summary) is
'Final function of funnel_agg and rollup: a copy of the state. Errors: 22003 beyond 2^63-1 units.';

create function @extschema@.reached(summary @extschema@.funnel_summary, step integer) returns bigint
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'funnel_reached_step';
comment on function @extschema@.reached(@extschema@.funnel_summary, integer) is
'Units that reached this step or a later one; of step 0, all units. Errors: 22023 for a step outside 0..number of steps.';

create function @extschema@.units(summary @extschema@.funnel_summary) returns bigint
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'funnel_units';
comment on function @extschema@.units(@extschema@.funnel_summary) is
'Units counted, those of level 0 among them.';

create function @extschema@.entered(summary @extschema@.funnel_summary) returns bigint
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'funnel_entered';
comment on function @extschema@.entered(@extschema@.funnel_summary) is
'Units that reached step 1.';

create function @extschema@.completed(summary @extschema@.funnel_summary) returns bigint
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'funnel_completed';
comment on function @extschema@.completed(@extschema@.funnel_summary) is
'Units that reached the last step.';

create function @extschema@.funnel_rate(summary @extschema@.funnel_summary, from_step integer, to_step integer) returns @extschema@.rate_summary
	language sql immutable strict parallel safe
	return @extschema@.rate_summary(@extschema@.reached(summary, to_step)::numeric, @extschema@.reached(summary, from_step)::numeric);
comment on function @extschema@.funnel_rate(@extschema@.funnel_summary, integer, integer) is
'Units that reached to_step among those that reached from_step, as a rate_summary for rate(), rate_ci() and rate_compare(). From step 0: among all units. Errors: 22023 for a step outside 0..number of steps, 22003 where to_step comes before from_step and more units reached it.';

create function @extschema@.funnel_steps(summary @extschema@.funnel_summary) returns table (step integer, reached bigint, rate_from_previous float8, rate_from_first float8, drop_off float8)
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'funnel_steps';
comment on function @extschema@.funnel_steps(@extschema@.funnel_summary) is
'The funnel as a table, a row per step: units that reached it, their share of those that reached the step before and of those that reached step 1 (0..1), and the share of those of the step before that went no further, 1 - rate_from_previous. Step 1 has no step before: NULL. A share of nothing is NULL. No rows without units.';

create function @extschema@.funnel_steps_ci(summary @extschema@.funnel_summary, level float8 default 0.95) returns table (step integer, reached bigint, previous_low float8, previous_high float8, first_low float8, first_high float8)
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'funnel_steps_ci';
comment on function @extschema@.funnel_steps_ci(@extschema@.funnel_summary, float8) is
'Confidence intervals of the rates of funnel_steps(), a row per step: limits of rate_from_previous and of rate_from_first (Wilson score interval, as rate_ci() has it). NULL for step 1 and for a share of nothing. Errors: 22023 unless 0 < level < 1.';

create aggregate @extschema@.funnel_agg(level integer, n_steps integer) (
	sfunc = @extschema@.funnel_accum,
	stype = @extschema@.funnel_summary,
	sspace = 64,
	initcond = '(0)',
	combinefunc = @extschema@.funnel_combine,
	finalfunc = @extschema@.funnel_final,
	msfunc = @extschema@.funnel_accum,
	minvfunc = @extschema@.funnel_discard,
	mstype = @extschema@.funnel_summary,
	msspace = 64,
	minitcond = '(0)',
	mfinalfunc = @extschema@.funnel_final,
	parallel = safe
);
comment on aggregate @extschema@.funnel_agg(integer, integer) is
'Counts units by how far they got in a funnel of n_steps steps: a row per unit with its level, for example from window_funnel(). A NULL level is ignored. Read with funnel_steps(), funnel_steps_ci(), reached(), funnel_rate(). Errors: 22003 for a level outside 0..n_steps, 22004 for a NULL n_steps, 22023 for one outside 1..32 or not the same in the whole group.';

create aggregate @extschema@.rollup(summary @extschema@.funnel_summary) (
	sfunc = @extschema@.funnel_combine,
	stype = @extschema@.funnel_summary,
	sspace = 64,
	initcond = '(0)',
	combinefunc = @extschema@.funnel_combine,
	finalfunc = @extschema@.funnel_final,
	msfunc = @extschema@.funnel_combine,
	minvfunc = @extschema@.funnel_uncombine,
	mstype = @extschema@.funnel_summary,
	msspace = 64,
	minitcond = '(0)',
	mfinalfunc = @extschema@.funnel_final,
	parallel = safe
);
comment on aggregate @extschema@.rollup(@extschema@.funnel_summary) is
'Many funnel summaries as one: the summary of all their units together. Errors: 22023 for different numbers of steps.';


-- duration: how long things took, and how long the open ones have been going on.

create type @extschema@.duration_summary;

create function @extschema@.duration_summary_in(literal cstring) returns @extschema@.duration_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'duration_summary_in';
comment on function @extschema@.duration_summary_in(cstring) is
'Text input of duration_summary: (resolution,as_of,elapsed,squares,negative;unit:ended:open,...) in microseconds. Errors: 22P02 syntax, 22003 figures that no rows can give.';

create function @extschema@.duration_summary_out(summary @extschema@.duration_summary) returns cstring
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'duration_summary_out';
comment on function @extschema@.duration_summary_out(@extschema@.duration_summary) is
'Text output of duration_summary: (resolution,as_of,elapsed,squares,negative;unit:ended:open,...) in microseconds; exact and independent of every setting.';

create function @extschema@.duration_summary_recv(message internal) returns @extschema@.duration_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'duration_summary_recv';
comment on function @extschema@.duration_summary_recv(internal) is
'Binary input of duration_summary, validated as the text form is. Errors: 22P03 wrong version or length, 22003 figures that no rows can give.';

create function @extschema@.duration_summary_send(summary @extschema@.duration_summary) returns bytea
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'duration_summary_send';
comment on function @extschema@.duration_summary_send(@extschema@.duration_summary) is
'Binary output of duration_summary, starting with a version.';

create type @extschema@.duration_summary (
	input = @extschema@.duration_summary_in,
	output = @extschema@.duration_summary_out,
	receive = @extschema@.duration_summary_recv,
	send = @extschema@.duration_summary_send,
	internallength = variable,
	alignment = double,
	storage = extended
);
comment on type @extschema@.duration_summary is
'How long things took, as duration_agg() counts them and rollup() merges them: a histogram of whole units of the resolution, ended and open apart, beside the exact sum of the elapsed time and of its squares. 64 bytes and 16 per distinct (unit, ended or open).';

create type @extschema@.logrank_test as (chi_square float8, p_value float8, observed_a float8, expected_a float8, observed_b float8, expected_b float8);
comment on type @extschema@.logrank_test is
'Log-rank test of two groups of durations.';

comment on column @extschema@.logrank_test.chi_square is
'Test statistic, one degree of freedom. NULL where nothing varies.';

comment on column @extschema@.logrank_test.p_value is
'Probability of so large a statistic if both groups end equally fast.';

comment on column @extschema@.logrank_test.observed_a is
'Durations of the first group that ended.';

comment on column @extschema@.logrank_test.expected_a is
'As many would be expected if both groups ended equally fast.';

comment on column @extschema@.logrank_test.observed_b is
'Durations of the second group that ended.';

comment on column @extschema@.logrank_test.expected_b is
'As many would be expected if both groups ended equally fast.';

create function @extschema@.duration_summary(days numeric[], ended numeric[], open numeric[]) returns @extschema@.duration_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'duration_summary_make';
comment on function @extschema@.duration_summary(numeric[], numeric[], numeric[]) is
'A duration_summary from counts that are already made, per number of whole days: so many ended, so many still open. It knows no as_of. Errors: 2202E for arrays of different length, 22004 for a NULL, 22003 unless all are whole numbers from 0 to 2^63-1.';

create function @extschema@.duration_accum(state @extschema@.duration_summary, started timestamptz, ended timestamptz) returns @extschema@.duration_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'duration_accum_timestamptz';
comment on function @extschema@.duration_accum(@extschema@.duration_summary, timestamptz, timestamptz) is
'Transition of duration_agg: one row; a NULL end is ignored. Errors: 22008 for an infinite time.';

create function @extschema@.duration_discard(state @extschema@.duration_summary, started timestamptz, ended timestamptz) returns @extschema@.duration_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'duration_discard_timestamptz';
comment on function @extschema@.duration_discard(@extschema@.duration_summary, timestamptz, timestamptz) is
'Inverse of duration_accum, for moving windows. Errors: 22023 if a count would become negative.';

create function @extschema@.duration_accum(state @extschema@.duration_summary, started timestamptz, ended timestamptz, as_of timestamptz) returns @extschema@.duration_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'duration_accum_timestamptz';
comment on function @extschema@.duration_accum(@extschema@.duration_summary, timestamptz, timestamptz, timestamptz) is
'Transition of duration_agg: one row; a NULL end, or one after as_of, is open at as_of. Errors: 22008 for an infinite time. 22023 unless as_of is the same in the whole group.';

create function @extschema@.duration_discard(state @extschema@.duration_summary, started timestamptz, ended timestamptz, as_of timestamptz) returns @extschema@.duration_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'duration_discard_timestamptz';
comment on function @extschema@.duration_discard(@extschema@.duration_summary, timestamptz, timestamptz, timestamptz) is
'Inverse of duration_accum, for moving windows. Errors: 22023 if a count would become negative.';

create function @extschema@.duration_accum(state @extschema@.duration_summary, started timestamptz, ended timestamptz, as_of timestamptz, resolution interval) returns @extschema@.duration_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'duration_accum_timestamptz';
comment on function @extschema@.duration_accum(@extschema@.duration_summary, timestamptz, timestamptz, timestamptz, interval) is
'Transition of duration_agg: one row; as with as_of, counted in units of the resolution. Errors: 22008 for an infinite time. 22023 unless as_of and resolution are the same in the whole group and the resolution is positive and without months, 22004 where it is NULL.';

create function @extschema@.duration_discard(state @extschema@.duration_summary, started timestamptz, ended timestamptz, as_of timestamptz, resolution interval) returns @extschema@.duration_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'duration_discard_timestamptz';
comment on function @extschema@.duration_discard(@extschema@.duration_summary, timestamptz, timestamptz, timestamptz, interval) is
'Inverse of duration_accum, for moving windows. Errors: 22023 if a count would become negative.';

create function @extschema@.duration_accum(state @extschema@.duration_summary, started timestamp, ended timestamp) returns @extschema@.duration_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'duration_accum_timestamp';
comment on function @extschema@.duration_accum(@extschema@.duration_summary, timestamp, timestamp) is
'Transition of duration_agg: one row; a NULL end is ignored. Errors: 22008 for an infinite time.';

create function @extschema@.duration_discard(state @extschema@.duration_summary, started timestamp, ended timestamp) returns @extschema@.duration_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'duration_discard_timestamp';
comment on function @extschema@.duration_discard(@extschema@.duration_summary, timestamp, timestamp) is
'Inverse of duration_accum, for moving windows. Errors: 22023 if a count would become negative.';

create function @extschema@.duration_accum(state @extschema@.duration_summary, started timestamp, ended timestamp, as_of timestamp) returns @extschema@.duration_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'duration_accum_timestamp';
comment on function @extschema@.duration_accum(@extschema@.duration_summary, timestamp, timestamp, timestamp) is
'Transition of duration_agg: one row; a NULL end, or one after as_of, is open at as_of. Errors: 22008 for an infinite time. 22023 unless as_of is the same in the whole group.';

create function @extschema@.duration_discard(state @extschema@.duration_summary, started timestamp, ended timestamp, as_of timestamp) returns @extschema@.duration_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'duration_discard_timestamp';
comment on function @extschema@.duration_discard(@extschema@.duration_summary, timestamp, timestamp, timestamp) is
'Inverse of duration_accum, for moving windows. Errors: 22023 if a count would become negative.';

create function @extschema@.duration_accum(state @extschema@.duration_summary, started timestamp, ended timestamp, as_of timestamp, resolution interval) returns @extschema@.duration_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'duration_accum_timestamp';
comment on function @extschema@.duration_accum(@extschema@.duration_summary, timestamp, timestamp, timestamp, interval) is
'Transition of duration_agg: one row; as with as_of, counted in units of the resolution. Errors: 22008 for an infinite time. 22023 unless as_of and resolution are the same in the whole group and the resolution is positive and without months, 22004 where it is NULL.';

create function @extschema@.duration_discard(state @extschema@.duration_summary, started timestamp, ended timestamp, as_of timestamp, resolution interval) returns @extschema@.duration_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'duration_discard_timestamp';
comment on function @extschema@.duration_discard(@extschema@.duration_summary, timestamp, timestamp, timestamp, interval) is
'Inverse of duration_accum, for moving windows. Errors: 22023 if a count would become negative.';

create function @extschema@.duration_accum(state @extschema@.duration_summary, started date, ended date) returns @extschema@.duration_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'duration_accum_date';
comment on function @extschema@.duration_accum(@extschema@.duration_summary, date, date) is
'Transition of duration_agg: one row; a NULL end is ignored. Errors: 22008 for an infinite time.';

create function @extschema@.duration_discard(state @extschema@.duration_summary, started date, ended date) returns @extschema@.duration_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'duration_discard_date';
comment on function @extschema@.duration_discard(@extschema@.duration_summary, date, date) is
'Inverse of duration_accum, for moving windows. Errors: 22023 if a count would become negative.';

create function @extschema@.duration_accum(state @extschema@.duration_summary, started date, ended date, as_of date) returns @extschema@.duration_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'duration_accum_date';
comment on function @extschema@.duration_accum(@extschema@.duration_summary, date, date, date) is
'Transition of duration_agg: one row; a NULL end, or one after as_of, is open at as_of. Errors: 22008 for an infinite time. 22023 unless as_of is the same in the whole group.';

create function @extschema@.duration_discard(state @extschema@.duration_summary, started date, ended date, as_of date) returns @extschema@.duration_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'duration_discard_date';
comment on function @extschema@.duration_discard(@extschema@.duration_summary, date, date, date) is
'Inverse of duration_accum, for moving windows. Errors: 22023 if a count would become negative.';

create function @extschema@.duration_accum(state @extschema@.duration_summary, started date, ended date, as_of date, resolution interval) returns @extschema@.duration_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'duration_accum_date';
comment on function @extschema@.duration_accum(@extschema@.duration_summary, date, date, date, interval) is
'Transition of duration_agg: one row; as with as_of, counted in units of the resolution. Errors: 22008 for an infinite time. 22023 unless as_of and resolution are the same in the whole group and the resolution is positive and without months, 22004 where it is NULL.';

create function @extschema@.duration_discard(state @extschema@.duration_summary, started date, ended date, as_of date, resolution interval) returns @extschema@.duration_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'duration_discard_date';
comment on function @extschema@.duration_discard(@extschema@.duration_summary, date, date, date, interval) is
'Inverse of duration_accum, for moving windows. Errors: 22023 if a count would become negative.';

create function @extschema@.duration_accum(state @extschema@.duration_summary, started timestamptz, ended date) returns @extschema@.duration_summary
	language c stable parallel safe as 'MODULE_PATHNAME', 'duration_accum_mixed';
comment on function @extschema@.duration_accum(@extschema@.duration_summary, timestamptz, date) is
'Transition of duration_agg: one row; a NULL end is ignored. The day of the start is taken in the session time zone. Errors: 22008 for an infinite time.';

create function @extschema@.duration_discard(state @extschema@.duration_summary, started timestamptz, ended date) returns @extschema@.duration_summary
	language c stable parallel safe as 'MODULE_PATHNAME', 'duration_discard_mixed';
comment on function @extschema@.duration_discard(@extschema@.duration_summary, timestamptz, date) is
'Inverse of duration_accum, for moving windows. Errors: 22023 if a count would become negative.';

create function @extschema@.duration_accum(state @extschema@.duration_summary, started timestamptz, ended date, as_of date) returns @extschema@.duration_summary
	language c stable parallel safe as 'MODULE_PATHNAME', 'duration_accum_mixed';
comment on function @extschema@.duration_accum(@extschema@.duration_summary, timestamptz, date, date) is
'Transition of duration_agg: one row; a NULL end, or one after as_of, is open at as_of. The day of the start is taken in the session time zone. Errors: 22008 for an infinite time. 22023 unless as_of is the same in the whole group.';

create function @extschema@.duration_discard(state @extschema@.duration_summary, started timestamptz, ended date, as_of date) returns @extschema@.duration_summary
	language c stable parallel safe as 'MODULE_PATHNAME', 'duration_discard_mixed';
comment on function @extschema@.duration_discard(@extschema@.duration_summary, timestamptz, date, date) is
'Inverse of duration_accum, for moving windows. Errors: 22023 if a count would become negative.';

create function @extschema@.duration_accum(state @extschema@.duration_summary, started timestamptz, ended date, as_of date, resolution interval) returns @extschema@.duration_summary
	language c stable parallel safe as 'MODULE_PATHNAME', 'duration_accum_mixed';
comment on function @extschema@.duration_accum(@extschema@.duration_summary, timestamptz, date, date, interval) is
'Transition of duration_agg: one row; as with as_of, counted in units of the resolution. The day of the start is taken in the session time zone. Errors: 22008 for an infinite time. 22023 unless as_of and resolution are the same in the whole group and the resolution is positive and without months, 22004 where it is NULL.';

create function @extschema@.duration_discard(state @extschema@.duration_summary, started timestamptz, ended date, as_of date, resolution interval) returns @extschema@.duration_summary
	language c stable parallel safe as 'MODULE_PATHNAME', 'duration_discard_mixed';
comment on function @extschema@.duration_discard(@extschema@.duration_summary, timestamptz, date, date, interval) is
'Inverse of duration_accum, for moving windows. Errors: 22023 if a count would become negative.';

create function @extschema@.duration_accum(state @extschema@.duration_summary, started timestamptz, ended date, as_of timestamptz) returns @extschema@.duration_summary
	language c stable parallel safe as 'MODULE_PATHNAME', 'duration_accum_mixed_instant';
comment on function @extschema@.duration_accum(@extschema@.duration_summary, timestamptz, date, timestamptz) is
'Transition of duration_agg: one row; a NULL end, or one after as_of, is open at as_of. The days of the start and of as_of are taken in the session time zone. Errors: 22008 for an infinite time. 22023 unless as_of is the same in the whole group.';

create function @extschema@.duration_discard(state @extschema@.duration_summary, started timestamptz, ended date, as_of timestamptz) returns @extschema@.duration_summary
	language c stable parallel safe as 'MODULE_PATHNAME', 'duration_discard_mixed_instant';
comment on function @extschema@.duration_discard(@extschema@.duration_summary, timestamptz, date, timestamptz) is
'Inverse of duration_accum, for moving windows. Errors: 22023 if a count would become negative.';

create function @extschema@.duration_accum(state @extschema@.duration_summary, started timestamptz, ended date, as_of timestamptz, resolution interval) returns @extschema@.duration_summary
	language c stable parallel safe as 'MODULE_PATHNAME', 'duration_accum_mixed_instant';
comment on function @extschema@.duration_accum(@extschema@.duration_summary, timestamptz, date, timestamptz, interval) is
'Transition of duration_agg: one row; as with as_of, counted in units of the resolution. The days of the start and of as_of are taken in the session time zone. Errors: 22008 for an infinite time. 22023 unless as_of and resolution are the same in the whole group and the resolution is positive and without months, 22004 where it is NULL.';

create function @extschema@.duration_discard(state @extschema@.duration_summary, started timestamptz, ended date, as_of timestamptz, resolution interval) returns @extschema@.duration_summary
	language c stable parallel safe as 'MODULE_PATHNAME', 'duration_discard_mixed_instant';
comment on function @extschema@.duration_discard(@extschema@.duration_summary, timestamptz, date, timestamptz, interval) is
'Inverse of duration_accum, for moving windows. Errors: 22023 if a count would become negative.';

create function @extschema@.duration_combine(state @extschema@.duration_summary, summary @extschema@.duration_summary) returns @extschema@.duration_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'duration_combine';
comment on function @extschema@.duration_combine(@extschema@.duration_summary, @extschema@.duration_summary) is
'The two summaries as one. Errors: 22023 for different as_of or resolution, 22003 beyond 2^63-1 rows, 54000 beyond 262144 distinct durations.';

create function @extschema@.duration_uncombine(state @extschema@.duration_summary, summary @extschema@.duration_summary) returns @extschema@.duration_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'duration_uncombine';
comment on function @extschema@.duration_uncombine(@extschema@.duration_summary, @extschema@.duration_summary) is
'Inverse of duration_combine, for moving windows. Errors: 22023 if a count would become negative.';

create function @extschema@.duration_final(state @extschema@.duration_summary) returns @extschema@.duration_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'duration_final';
comment on function @extschema@.duration_final(@extschema@.duration_summary) is
'Final function of duration_agg and rollup: a copy of the state without spare room.';

create function @extschema@.events(summary @extschema@.duration_summary) returns bigint
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'duration_events';
comment on function @extschema@.events(@extschema@.duration_summary) is
'Number of durations that ended, not counting negative ones: the denominator of average_days().';

create function @extschema@.open_count(summary @extschema@.duration_summary) returns bigint
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'duration_open_count';
comment on function @extschema@.open_count(@extschema@.duration_summary) is
'Number of durations that had not ended at as_of. 0 without as_of.';

create function @extschema@.negative_count(summary @extschema@.duration_summary) returns bigint
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'duration_negative_count';
comment on function @extschema@.negative_count(@extschema@.duration_summary) is
'Number of rows that end before they start, or had not started at the as_of they are read at; they are counted here and nowhere else.';

create function @extschema@.average_days(summary @extschema@.duration_summary) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'duration_average_days';
comment on function @extschema@.average_days(@extschema@.duration_summary) is
'Mean duration in days of 24 hours: exact elapsed time of the ended durations / their number. NULL where none ended.';

create function @extschema@.stddev_days(summary @extschema@.duration_summary) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'duration_stddev_days';
comment on function @extschema@.stddev_days(@extschema@.duration_summary) is
'Standard deviation of the elapsed time of the ended durations, in days, with n - 1. NULL below two.';

create function @extschema@.average_days_ci(summary @extschema@.duration_summary, level float8 default 0.95) returns @extschema@.kpi_interval
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'duration_average_days_ci';
comment on function @extschema@.average_days_ci(@extschema@.duration_summary, float8) is
'Confidence interval of average_days() in days, by Students t, not below 0. NULL below two ended durations. Errors: 22023 unless 0 < level < 1.';

create function @extschema@.median_days(summary @extschema@.duration_summary) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'duration_median_days';
comment on function @extschema@.median_days(@extschema@.duration_summary) is
'Median of the ended durations in days, counted in whole units of the resolution: percentile_days(summary, 0.5). NULL where none ended.';

create function @extschema@.percentile_days(summary @extschema@.duration_summary, p float8) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'duration_percentile_days';
comment on function @extschema@.percentile_days(@extschema@.duration_summary, float8) is
'Percentile of the ended durations in days, counted in whole units of the resolution and interpolated between them as percentile_cont does. NULL where none ended. Errors: 22023 unless p is from 0 to 1.';

create function @extschema@.percentile_days_ci(summary @extschema@.duration_summary, p float8, level float8 default 0.95) returns @extschema@.kpi_interval
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'duration_percentile_days_ci';
comment on function @extschema@.percentile_days_ci(@extschema@.duration_summary, float8, float8) is
'Confidence interval of percentile_days() in days, by order statistics (binomial; at least the level asked for). A limit that the data are too few for is NULL. NULL where none ended. Errors: 22023 unless p is from 0 to 1 and 0 < level < 1.';

create function @extschema@.survival(summary @extschema@.duration_summary, days float8) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'duration_survival';
comment on function @extschema@.survival(@extschema@.duration_summary, float8) is
'Share of all durations, open ones included, that outlasts so many days, 0..1 (Kaplan & Meier 1958). After the last observation it stays what it was there. NULL without durations. Errors: 22023 unless days is a finite number from 0 on.';

create function @extschema@.survival_ci(summary @extschema@.duration_summary, days float8, level float8 default 0.95) returns @extschema@.rate_interval
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'duration_survival_ci';
comment on function @extschema@.survival_ci(@extschema@.duration_summary, float8, float8) is
'Confidence interval of survival(): log-log limits with Greenwoods variance (Kalbfleisch & Prentice). Limits are NULL once the share is 0. NULL without durations. Errors: 22023 as survival(), and unless 0 < level < 1.';

create function @extschema@.survival_median_days(summary @extschema@.duration_summary) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'duration_survival_median_days';
comment on function @extschema@.survival_median_days(@extschema@.duration_summary) is
'Days until half of all durations, open ones included, have ended: first time at which survival() is at or below one half, the middle where it stays at one half. NULL where that is not reached.';

create function @extschema@.survival_median_days_ci(summary @extschema@.duration_summary, level float8 default 0.95) returns @extschema@.kpi_interval
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'duration_survival_median_days_ci';
comment on function @extschema@.survival_median_days_ci(@extschema@.duration_summary, float8) is
'Confidence interval of survival_median_days() in days: where the limits of survival_ci() reach one half. A limit that is not reached is NULL. NULL without durations. Errors: 22023 unless 0 < level < 1.';

create function @extschema@.survival_curve(summary @extschema@.duration_summary, level float8 default 0.95)
	returns table (days float8, at_risk bigint, events bigint, censored bigint, survival float8, low float8, high float8)
	language c immutable strict parallel safe rows 500 as 'MODULE_PATHNAME', 'duration_survival_curve';
comment on function @extschema@.survival_curve(@extschema@.duration_summary, float8) is
'Kaplan-Meier curve: one row per distinct duration, in days, with the number at risk just before it, what ended and what was open at it, the share that outlasts it and its log-log limits (Greenwood variance; NULL once the share is 0). No rows without durations. Errors: 22023 unless 0 < level < 1.';

create function @extschema@.logrank(a @extschema@.duration_summary, b @extschema@.duration_summary) returns @extschema@.logrank_test
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'duration_logrank';
comment on function @extschema@.logrank(@extschema@.duration_summary, @extschema@.duration_summary) is
'Do two groups of durations end equally fast? Log-rank test (Mantel 1966) over ended and open durations. NULL where either is empty. Errors: 22023 for different resolutions.';

create aggregate @extschema@.duration_agg(started timestamptz, ended timestamptz) (
	sfunc = @extschema@.duration_accum,
	stype = @extschema@.duration_summary,
	sspace = 600,
	initcond = '(0,-,0,0,0)',
	combinefunc = @extschema@.duration_combine,
	finalfunc = @extschema@.duration_final,
	msfunc = @extschema@.duration_accum,
	minvfunc = @extschema@.duration_discard,
	mstype = @extschema@.duration_summary,
	msspace = 600,
	minitcond = '(0,-,0,0,0)',
	mfinalfunc = @extschema@.duration_final,
	parallel = safe
);
comment on aggregate @extschema@.duration_agg(timestamptz, timestamptz) is
'Durations from started to ended; a row with a NULL is ignored. Read with average_days(), median_days(), percentile_days(), survival(), logrank(). Negative durations are counted apart, in negative_count(). Errors: 22008 for an infinite time.';

create aggregate @extschema@.duration_agg(started timestamptz, ended timestamptz, as_of timestamptz) (
	sfunc = @extschema@.duration_accum,
	stype = @extschema@.duration_summary,
	sspace = 600,
	initcond = '(0,-,0,0,0)',
	combinefunc = @extschema@.duration_combine,
	finalfunc = @extschema@.duration_final,
	msfunc = @extschema@.duration_accum,
	minvfunc = @extschema@.duration_discard,
	mstype = @extschema@.duration_summary,
	msspace = 600,
	minitcond = '(0,-,0,0,0)',
	mfinalfunc = @extschema@.duration_final,
	parallel = safe
);
comment on aggregate @extschema@.duration_agg(timestamptz, timestamptz, timestamptz) is
'Durations from started to ended; one that has not ended, or ended after as_of, is open at as_of. A NULL as_of is none. Read with average_days(), median_days(), percentile_days(), survival(), logrank(). Negative durations are counted apart, in negative_count(). Errors: 22008 for an infinite time. 22023 unless as_of is the same in the whole group.';

create aggregate @extschema@.duration_agg(started timestamptz, ended timestamptz, as_of timestamptz, resolution interval) (
	sfunc = @extschema@.duration_accum,
	stype = @extschema@.duration_summary,
	sspace = 600,
	initcond = '(0,-,0,0,0)',
	combinefunc = @extschema@.duration_combine,
	finalfunc = @extschema@.duration_final,
	msfunc = @extschema@.duration_accum,
	minvfunc = @extschema@.duration_discard,
	mstype = @extschema@.duration_summary,
	msspace = 600,
	minitcond = '(0,-,0,0,0)',
	mfinalfunc = @extschema@.duration_final,
	parallel = safe
);
comment on aggregate @extschema@.duration_agg(timestamptz, timestamptz, timestamptz, interval) is
'Durations from started to ended or as_of, counted for percentiles and survival in whole units of the resolution instead of days. Read with average_days(), median_days(), percentile_days(), survival(), logrank(). Negative durations are counted apart, in negative_count(). Errors: 22008 for an infinite time. 22023 unless as_of and resolution are the same in the whole group and the resolution is positive and without months, 22004 where it is NULL.';

create aggregate @extschema@.cycle_length(opened timestamptz, closed timestamptz) (
	sfunc = @extschema@.duration_accum,
	stype = @extschema@.duration_summary,
	sspace = 600,
	initcond = '(0,-,0,0,0)',
	combinefunc = @extschema@.duration_combine,
	finalfunc = @extschema@.average_days,
	msfunc = @extschema@.duration_accum,
	minvfunc = @extschema@.duration_discard,
	mstype = @extschema@.duration_summary,
	msspace = 600,
	minitcond = '(0,-,0,0,0)',
	mfinalfunc = @extschema@.average_days,
	parallel = safe
);
comment on aggregate @extschema@.cycle_length(timestamptz, timestamptz) is
'Mean cycle length in days of 24 hours: elapsed time from opened to closed / closed rows. Open rows (a NULL) are not counted, nor are negative ones. NULL where nothing is closed. Beside it read median_cycle_length. Errors: 22008 for an infinite time.';

create aggregate @extschema@.median_cycle_length(opened timestamptz, closed timestamptz) (
	sfunc = @extschema@.duration_accum,
	stype = @extschema@.duration_summary,
	sspace = 600,
	initcond = '(0,-,0,0,0)',
	combinefunc = @extschema@.duration_combine,
	finalfunc = @extschema@.median_days,
	msfunc = @extschema@.duration_accum,
	minvfunc = @extschema@.duration_discard,
	mstype = @extschema@.duration_summary,
	msspace = 600,
	minitcond = '(0,-,0,0,0)',
	mfinalfunc = @extschema@.median_days,
	parallel = safe
);
comment on aggregate @extschema@.median_cycle_length(timestamptz, timestamptz) is
'Median cycle length in days: whole days from opened to closed, of closed rows. Open rows (a NULL) are not counted, nor are negative ones. NULL where nothing is closed. Errors: 22008 for an infinite time.';

create aggregate @extschema@.duration_agg(started timestamp, ended timestamp) (
	sfunc = @extschema@.duration_accum,
	stype = @extschema@.duration_summary,
	sspace = 600,
	initcond = '(0,-,0,0,0)',
	combinefunc = @extschema@.duration_combine,
	finalfunc = @extschema@.duration_final,
	msfunc = @extschema@.duration_accum,
	minvfunc = @extschema@.duration_discard,
	mstype = @extschema@.duration_summary,
	msspace = 600,
	minitcond = '(0,-,0,0,0)',
	mfinalfunc = @extschema@.duration_final,
	parallel = safe
);
comment on aggregate @extschema@.duration_agg(timestamp, timestamp) is
'Durations from started to ended; a row with a NULL is ignored. Read with average_days(), median_days(), percentile_days(), survival(), logrank(). Negative durations are counted apart, in negative_count(). Errors: 22008 for an infinite time.';

create aggregate @extschema@.duration_agg(started timestamp, ended timestamp, as_of timestamp) (
	sfunc = @extschema@.duration_accum,
	stype = @extschema@.duration_summary,
	sspace = 600,
	initcond = '(0,-,0,0,0)',
	combinefunc = @extschema@.duration_combine,
	finalfunc = @extschema@.duration_final,
	msfunc = @extschema@.duration_accum,
	minvfunc = @extschema@.duration_discard,
	mstype = @extschema@.duration_summary,
	msspace = 600,
	minitcond = '(0,-,0,0,0)',
	mfinalfunc = @extschema@.duration_final,
	parallel = safe
);
comment on aggregate @extschema@.duration_agg(timestamp, timestamp, timestamp) is
'Durations from started to ended; one that has not ended, or ended after as_of, is open at as_of. A NULL as_of is none. Read with average_days(), median_days(), percentile_days(), survival(), logrank(). Negative durations are counted apart, in negative_count(). Errors: 22008 for an infinite time. 22023 unless as_of is the same in the whole group.';

create aggregate @extschema@.duration_agg(started timestamp, ended timestamp, as_of timestamp, resolution interval) (
	sfunc = @extschema@.duration_accum,
	stype = @extschema@.duration_summary,
	sspace = 600,
	initcond = '(0,-,0,0,0)',
	combinefunc = @extschema@.duration_combine,
	finalfunc = @extschema@.duration_final,
	msfunc = @extschema@.duration_accum,
	minvfunc = @extschema@.duration_discard,
	mstype = @extschema@.duration_summary,
	msspace = 600,
	minitcond = '(0,-,0,0,0)',
	mfinalfunc = @extschema@.duration_final,
	parallel = safe
);
comment on aggregate @extschema@.duration_agg(timestamp, timestamp, timestamp, interval) is
'Durations from started to ended or as_of, counted for percentiles and survival in whole units of the resolution instead of days. Read with average_days(), median_days(), percentile_days(), survival(), logrank(). Negative durations are counted apart, in negative_count(). Errors: 22008 for an infinite time. 22023 unless as_of and resolution are the same in the whole group and the resolution is positive and without months, 22004 where it is NULL.';

create aggregate @extschema@.cycle_length(opened timestamp, closed timestamp) (
	sfunc = @extschema@.duration_accum,
	stype = @extschema@.duration_summary,
	sspace = 600,
	initcond = '(0,-,0,0,0)',
	combinefunc = @extschema@.duration_combine,
	finalfunc = @extschema@.average_days,
	msfunc = @extschema@.duration_accum,
	minvfunc = @extschema@.duration_discard,
	mstype = @extschema@.duration_summary,
	msspace = 600,
	minitcond = '(0,-,0,0,0)',
	mfinalfunc = @extschema@.average_days,
	parallel = safe
);
comment on aggregate @extschema@.cycle_length(timestamp, timestamp) is
'Mean cycle length in days of 24 hours: elapsed time from opened to closed / closed rows. Open rows (a NULL) are not counted, nor are negative ones. NULL where nothing is closed. Beside it read median_cycle_length. Errors: 22008 for an infinite time.';

create aggregate @extschema@.median_cycle_length(opened timestamp, closed timestamp) (
	sfunc = @extschema@.duration_accum,
	stype = @extschema@.duration_summary,
	sspace = 600,
	initcond = '(0,-,0,0,0)',
	combinefunc = @extschema@.duration_combine,
	finalfunc = @extschema@.median_days,
	msfunc = @extschema@.duration_accum,
	minvfunc = @extschema@.duration_discard,
	mstype = @extschema@.duration_summary,
	msspace = 600,
	minitcond = '(0,-,0,0,0)',
	mfinalfunc = @extschema@.median_days,
	parallel = safe
);
comment on aggregate @extschema@.median_cycle_length(timestamp, timestamp) is
'Median cycle length in days: whole days from opened to closed, of closed rows. Open rows (a NULL) are not counted, nor are negative ones. NULL where nothing is closed. Errors: 22008 for an infinite time.';

create aggregate @extschema@.duration_agg(started date, ended date) (
	sfunc = @extschema@.duration_accum,
	stype = @extschema@.duration_summary,
	sspace = 600,
	initcond = '(0,-,0,0,0)',
	combinefunc = @extschema@.duration_combine,
	finalfunc = @extschema@.duration_final,
	msfunc = @extschema@.duration_accum,
	minvfunc = @extschema@.duration_discard,
	mstype = @extschema@.duration_summary,
	msspace = 600,
	minitcond = '(0,-,0,0,0)',
	mfinalfunc = @extschema@.duration_final,
	parallel = safe
);
comment on aggregate @extschema@.duration_agg(date, date) is
'Durations from started to ended; a row with a NULL is ignored. Read with average_days(), median_days(), percentile_days(), survival(), logrank(). Negative durations are counted apart, in negative_count(). Errors: 22008 for an infinite time.';

create aggregate @extschema@.duration_agg(started date, ended date, as_of date) (
	sfunc = @extschema@.duration_accum,
	stype = @extschema@.duration_summary,
	sspace = 600,
	initcond = '(0,-,0,0,0)',
	combinefunc = @extschema@.duration_combine,
	finalfunc = @extschema@.duration_final,
	msfunc = @extschema@.duration_accum,
	minvfunc = @extschema@.duration_discard,
	mstype = @extschema@.duration_summary,
	msspace = 600,
	minitcond = '(0,-,0,0,0)',
	mfinalfunc = @extschema@.duration_final,
	parallel = safe
);
comment on aggregate @extschema@.duration_agg(date, date, date) is
'Durations from started to ended; one that has not ended, or ended after as_of, is open at as_of. A NULL as_of is none. Read with average_days(), median_days(), percentile_days(), survival(), logrank(). Negative durations are counted apart, in negative_count(). Errors: 22008 for an infinite time. 22023 unless as_of is the same in the whole group.';

create aggregate @extschema@.duration_agg(started date, ended date, as_of date, resolution interval) (
	sfunc = @extschema@.duration_accum,
	stype = @extschema@.duration_summary,
	sspace = 600,
	initcond = '(0,-,0,0,0)',
	combinefunc = @extschema@.duration_combine,
	finalfunc = @extschema@.duration_final,
	msfunc = @extschema@.duration_accum,
	minvfunc = @extschema@.duration_discard,
	mstype = @extschema@.duration_summary,
	msspace = 600,
	minitcond = '(0,-,0,0,0)',
	mfinalfunc = @extschema@.duration_final,
	parallel = safe
);
comment on aggregate @extschema@.duration_agg(date, date, date, interval) is
'Durations from started to ended or as_of, counted for percentiles and survival in whole units of the resolution instead of days. Read with average_days(), median_days(), percentile_days(), survival(), logrank(). Negative durations are counted apart, in negative_count(). Errors: 22008 for an infinite time. 22023 unless as_of and resolution are the same in the whole group and the resolution is positive and without months, 22004 where it is NULL.';

create aggregate @extschema@.cycle_length(opened date, closed date) (
	sfunc = @extschema@.duration_accum,
	stype = @extschema@.duration_summary,
	sspace = 600,
	initcond = '(0,-,0,0,0)',
	combinefunc = @extschema@.duration_combine,
	finalfunc = @extschema@.average_days,
	msfunc = @extschema@.duration_accum,
	minvfunc = @extschema@.duration_discard,
	mstype = @extschema@.duration_summary,
	msspace = 600,
	minitcond = '(0,-,0,0,0)',
	mfinalfunc = @extschema@.average_days,
	parallel = safe
);
comment on aggregate @extschema@.cycle_length(date, date) is
'Mean cycle length in days of 24 hours: elapsed time from opened to closed / closed rows. Open rows (a NULL) are not counted, nor are negative ones. NULL where nothing is closed. Beside it read median_cycle_length. Errors: 22008 for an infinite time.';

create aggregate @extschema@.median_cycle_length(opened date, closed date) (
	sfunc = @extschema@.duration_accum,
	stype = @extschema@.duration_summary,
	sspace = 600,
	initcond = '(0,-,0,0,0)',
	combinefunc = @extschema@.duration_combine,
	finalfunc = @extschema@.median_days,
	msfunc = @extschema@.duration_accum,
	minvfunc = @extschema@.duration_discard,
	mstype = @extschema@.duration_summary,
	msspace = 600,
	minitcond = '(0,-,0,0,0)',
	mfinalfunc = @extschema@.median_days,
	parallel = safe
);
comment on aggregate @extschema@.median_cycle_length(date, date) is
'Median cycle length in days: whole days from opened to closed, of closed rows. Open rows (a NULL) are not counted, nor are negative ones. NULL where nothing is closed. Errors: 22008 for an infinite time.';

create aggregate @extschema@.duration_agg(started timestamptz, ended date) (
	sfunc = @extschema@.duration_accum,
	stype = @extschema@.duration_summary,
	sspace = 600,
	initcond = '(0,-,0,0,0)',
	combinefunc = @extschema@.duration_combine,
	finalfunc = @extschema@.duration_final,
	msfunc = @extschema@.duration_accum,
	minvfunc = @extschema@.duration_discard,
	mstype = @extschema@.duration_summary,
	msspace = 600,
	minitcond = '(0,-,0,0,0)',
	mfinalfunc = @extschema@.duration_final,
	parallel = safe
);
comment on aggregate @extschema@.duration_agg(timestamptz, date) is
'Durations from started to ended; a row with a NULL is ignored. The day of the start is taken in the session time zone. Read with average_days(), median_days(), percentile_days(), survival(), logrank(). Negative durations are counted apart, in negative_count(). Errors: 22008 for an infinite time.';

create aggregate @extschema@.duration_agg(started timestamptz, ended date, as_of date) (
	sfunc = @extschema@.duration_accum,
	stype = @extschema@.duration_summary,
	sspace = 600,
	initcond = '(0,-,0,0,0)',
	combinefunc = @extschema@.duration_combine,
	finalfunc = @extschema@.duration_final,
	msfunc = @extschema@.duration_accum,
	minvfunc = @extschema@.duration_discard,
	mstype = @extschema@.duration_summary,
	msspace = 600,
	minitcond = '(0,-,0,0,0)',
	mfinalfunc = @extschema@.duration_final,
	parallel = safe
);
comment on aggregate @extschema@.duration_agg(timestamptz, date, date) is
'Durations from started to ended; one that has not ended, or ended after as_of, is open at as_of. A NULL as_of is none. The day of the start is taken in the session time zone. Read with average_days(), median_days(), percentile_days(), survival(), logrank(). Negative durations are counted apart, in negative_count(). Errors: 22008 for an infinite time. 22023 unless as_of is the same in the whole group.';

create aggregate @extschema@.duration_agg(started timestamptz, ended date, as_of date, resolution interval) (
	sfunc = @extschema@.duration_accum,
	stype = @extschema@.duration_summary,
	sspace = 600,
	initcond = '(0,-,0,0,0)',
	combinefunc = @extschema@.duration_combine,
	finalfunc = @extschema@.duration_final,
	msfunc = @extschema@.duration_accum,
	minvfunc = @extschema@.duration_discard,
	mstype = @extschema@.duration_summary,
	msspace = 600,
	minitcond = '(0,-,0,0,0)',
	mfinalfunc = @extschema@.duration_final,
	parallel = safe
);
comment on aggregate @extschema@.duration_agg(timestamptz, date, date, interval) is
'Durations from started to ended or as_of, counted for percentiles and survival in whole units of the resolution instead of days. The day of the start is taken in the session time zone. Read with average_days(), median_days(), percentile_days(), survival(), logrank(). Negative durations are counted apart, in negative_count(). Errors: 22008 for an infinite time. 22023 unless as_of and resolution are the same in the whole group and the resolution is positive and without months, 22004 where it is NULL.';

create aggregate @extschema@.cycle_length(opened timestamptz, closed date) (
	sfunc = @extschema@.duration_accum,
	stype = @extschema@.duration_summary,
	sspace = 600,
	initcond = '(0,-,0,0,0)',
	combinefunc = @extschema@.duration_combine,
	finalfunc = @extschema@.average_days,
	msfunc = @extschema@.duration_accum,
	minvfunc = @extschema@.duration_discard,
	mstype = @extschema@.duration_summary,
	msspace = 600,
	minitcond = '(0,-,0,0,0)',
	mfinalfunc = @extschema@.average_days,
	parallel = safe
);
comment on aggregate @extschema@.cycle_length(timestamptz, date) is
'Mean cycle length in days of 24 hours: elapsed time from opened to closed / closed rows. Open rows (a NULL) are not counted, nor are negative ones. The day of the start is taken in the session time zone. NULL where nothing is closed. Beside it read median_cycle_length. Errors: 22008 for an infinite time.';

create aggregate @extschema@.median_cycle_length(opened timestamptz, closed date) (
	sfunc = @extschema@.duration_accum,
	stype = @extschema@.duration_summary,
	sspace = 600,
	initcond = '(0,-,0,0,0)',
	combinefunc = @extschema@.duration_combine,
	finalfunc = @extschema@.median_days,
	msfunc = @extschema@.duration_accum,
	minvfunc = @extschema@.duration_discard,
	mstype = @extschema@.duration_summary,
	msspace = 600,
	minitcond = '(0,-,0,0,0)',
	mfinalfunc = @extschema@.median_days,
	parallel = safe
);
comment on aggregate @extschema@.median_cycle_length(timestamptz, date) is
'Median cycle length in days: whole days from opened to closed, of closed rows. Open rows (a NULL) are not counted, nor are negative ones. The day of the start is taken in the session time zone. NULL where nothing is closed. Errors: 22008 for an infinite time.';

create aggregate @extschema@.duration_agg(started timestamptz, ended date, as_of timestamptz) (
	sfunc = @extschema@.duration_accum,
	stype = @extschema@.duration_summary,
	sspace = 600,
	initcond = '(0,-,0,0,0)',
	combinefunc = @extschema@.duration_combine,
	finalfunc = @extschema@.duration_final,
	msfunc = @extschema@.duration_accum,
	minvfunc = @extschema@.duration_discard,
	mstype = @extschema@.duration_summary,
	msspace = 600,
	minitcond = '(0,-,0,0,0)',
	mfinalfunc = @extschema@.duration_final,
	parallel = safe
);
comment on aggregate @extschema@.duration_agg(timestamptz, date, timestamptz) is
'Durations from started to ended; one that has not ended, or ended after as_of, is open at as_of. A NULL as_of is none. The days of the start and of as_of are taken in the session time zone. Read with average_days(), median_days(), percentile_days(), survival(), logrank(). Negative durations are counted apart, in negative_count(). Errors: 22008 for an infinite time. 22023 unless as_of is the same in the whole group.';

create aggregate @extschema@.duration_agg(started timestamptz, ended date, as_of timestamptz, resolution interval) (
	sfunc = @extschema@.duration_accum,
	stype = @extschema@.duration_summary,
	sspace = 600,
	initcond = '(0,-,0,0,0)',
	combinefunc = @extschema@.duration_combine,
	finalfunc = @extschema@.duration_final,
	msfunc = @extschema@.duration_accum,
	minvfunc = @extschema@.duration_discard,
	mstype = @extschema@.duration_summary,
	msspace = 600,
	minitcond = '(0,-,0,0,0)',
	mfinalfunc = @extschema@.duration_final,
	parallel = safe
);
comment on aggregate @extschema@.duration_agg(timestamptz, date, timestamptz, interval) is
'Durations from started to ended or as_of, counted for percentiles and survival in whole units of the resolution instead of days. The days of the start and of as_of are taken in the session time zone. Read with average_days(), median_days(), percentile_days(), survival(), logrank(). Negative durations are counted apart, in negative_count(). Errors: 22008 for an infinite time. 22023 unless as_of and resolution are the same in the whole group and the resolution is positive and without months, 22004 where it is NULL.';

create aggregate @extschema@.rollup(summary @extschema@.duration_summary) (
	sfunc = @extschema@.duration_combine,
	stype = @extschema@.duration_summary,
	sspace = 600,
	initcond = '(0,-,0,0,0)',
	combinefunc = @extschema@.duration_combine,
	finalfunc = @extschema@.duration_final,
	msfunc = @extschema@.duration_combine,
	minvfunc = @extschema@.duration_uncombine,
	mstype = @extschema@.duration_summary,
	msspace = 600,
	minitcond = '(0,-,0,0,0)',
	mfinalfunc = @extschema@.duration_final,
	parallel = safe
);
comment on aggregate @extschema@.rollup(@extschema@.duration_summary) is
'Many summaries of durations as one: the summary of all their rows together. Errors: 22023 for different as_of or resolution.';


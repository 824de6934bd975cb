-- forecast: the open deals, each amount weighted with the probability that it is won.

create type @extschema@.forecast_summary;

create function @extschema@.forecast_summary_in(literal cstring) returns @extschema@.forecast_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'forecast_summary_in';
comment on function @extschema@.forecast_summary_in(cstring) is
'Text input of forecast_summary: (deals,missing_amounts,missing_probabilities,weighted,variance), the sums as plain decimals. Errors: 22P02 syntax, 22003 figures that no deals can give.';

create function @extschema@.forecast_summary_out(summary @extschema@.forecast_summary) returns cstring
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'forecast_summary_out';
comment on function @extschema@.forecast_summary_out(@extschema@.forecast_summary) is
'Text output of forecast_summary: (deals,missing_amounts,missing_probabilities,weighted,variance); exact and independent of every setting.';

create function @extschema@.forecast_summary_recv(message internal) returns @extschema@.forecast_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'forecast_summary_recv';
comment on function @extschema@.forecast_summary_recv(internal) is
'Binary input of forecast_summary, validated as the text form is. Errors: 22P03 wrong version or length, 22003 figures that no deals can give.';

create function @extschema@.forecast_summary_send(summary @extschema@.forecast_summary) returns bytea
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'forecast_summary_send';
comment on function @extschema@.forecast_summary_send(@extschema@.forecast_summary) is
'Binary output of forecast_summary: version, counts, and the digits of the sums, eight at a time.';

create type @extschema@.forecast_summary (
	input = @extschema@.forecast_summary_in,
	output = @extschema@.forecast_summary_out,
	receive = @extschema@.forecast_summary_recv,
	send = @extschema@.forecast_summary_send,
	internallength = variable,
	alignment = double,
	storage = extended
);
comment on type @extschema@.forecast_summary is
'Deals weighted with their probabilities, as forecast_agg() sums them and rollup() merges them, exactly and so in any order. Text form (deals,missing_amounts,missing_probabilities,weighted,variance). Read with weighted_value(), weighted_forecast_ci(), forecast_stddev(), forecast_count(). 40 bytes and 8 per eight digits of its sums: 152 for amounts in cents and probabilities in per cent, 1168 at the most.';

create function @extschema@.forecast_accum(state @extschema@.forecast_summary, amount numeric, probability float8) returns @extschema@.forecast_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'forecast_accum';
comment on function @extschema@.forecast_accum(@extschema@.forecast_summary, numeric, float8) is
'Transition of forecast_agg and weighted_forecast: one deal; one without an amount or a probability is counted, but not summed. Not strict, because of that. Errors: 22003 unless probability is from 0 to 1, and for an amount that is NaN, infinite, beyond 922337203685477 or of more than 20 decimals.';

create function @extschema@.forecast_discard(state @extschema@.forecast_summary, amount numeric, probability float8) returns @extschema@.forecast_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'forecast_discard';
comment on function @extschema@.forecast_discard(@extschema@.forecast_summary, numeric, float8) is
'Inverse of forecast_accum, for moving windows. Errors: 22023 if a count would become negative, and where what is left is read if the variance is.';

create function @extschema@.forecast_combine(state @extschema@.forecast_summary, summary @extschema@.forecast_summary) returns @extschema@.forecast_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'forecast_combine';
comment on function @extschema@.forecast_combine(@extschema@.forecast_summary, @extschema@.forecast_summary) is
'The two summaries as one. Errors: 22003 beyond 2^63-1 deals.';

create function @extschema@.forecast_uncombine(state @extschema@.forecast_summary, summary @extschema@.forecast_summary) returns @extschema@.forecast_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'forecast_uncombine';
comment on function @extschema@.forecast_uncombine(@extschema@.forecast_summary, @extschema@.forecast_summary) is
'Inverse of forecast_combine, for moving windows. Errors: 22023 if a count would become negative, and where what is left is read if the variance is.';

create function @extschema@.forecast_final(state @extschema@.forecast_summary) returns @extschema@.forecast_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'forecast_final';
comment on function @extschema@.forecast_final(@extschema@.forecast_summary) is
'Final function of forecast_agg and rollup: a copy of the state without spare room.';

create function @extschema@.weighted_value(summary @extschema@.forecast_summary) returns numeric
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'forecast_weighted_value';
comment on function @extschema@.weighted_value(@extschema@.forecast_summary) is
'Weighted forecast: the sum of amount * probability, exact, in the currency of the amounts. 0 where no deal has both. A deal that lacks one of them is left out: see missing_amounts() and missing_probabilities().';

create function @extschema@.forecast_variance(summary @extschema@.forecast_summary) returns numeric
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'forecast_forecast_variance';
comment on function @extschema@.forecast_variance(@extschema@.forecast_summary) is
'Variance of the forecast if the deals are won independently of each other: the sum of amount^2 * probability * (1 - probability), exact, in the square of the currency. NULL where no deal has both.';

create function @extschema@.forecast_stddev(summary @extschema@.forecast_summary) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'forecast_forecast_stddev';
comment on function @extschema@.forecast_stddev(@extschema@.forecast_summary) is
'Standard deviation of the forecast, in the currency of the amounts: the square root of forecast_variance(). NULL where no deal has both.';

create function @extschema@.weighted_forecast_ci(summary @extschema@.forecast_summary, level float8 default 0.95) returns @extschema@.kpi_interval
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'forecast_ci';
comment on function @extschema@.weighted_forecast_ci(@extschema@.forecast_summary, float8) is
'Range of the total that will be won, in the currency of the amounts: weighted_value() -/+ z * forecast_stddev(), by the normal distribution. It takes the probabilities as true and the deals as independent. It is poor for few deals or where one is as large as all others together, and then may reach below nothing or above the whole pipeline. NULL where no deal has both. Errors: 22023 unless 0 < level < 1.';

create function @extschema@.forecast_count(summary @extschema@.forecast_summary) returns bigint
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'forecast_count';
comment on function @extschema@.forecast_count(@extschema@.forecast_summary) is
'Number of deals with an amount and a probability: those in weighted_value().';

create function @extschema@.missing_amounts(summary @extschema@.forecast_summary) returns bigint
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'forecast_missing_amounts';
comment on function @extschema@.missing_amounts(@extschema@.forecast_summary) is
'Number of deals without an amount, whether or not they have a probability. They are not in weighted_value().';

create function @extschema@.missing_probabilities(summary @extschema@.forecast_summary) returns bigint
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'forecast_missing_probabilities';
comment on function @extschema@.missing_probabilities(@extschema@.forecast_summary) is
'Number of deals with an amount, but without a probability. They are not in weighted_value().';

create aggregate @extschema@.forecast_agg(amount numeric, probability float8) (
	sfunc = @extschema@.forecast_accum,
	stype = @extschema@.forecast_summary,
	sspace = 192,
	initcond = '(0,0,0,0,0)',
	combinefunc = @extschema@.forecast_combine,
	finalfunc = @extschema@.forecast_final,
	msfunc = @extschema@.forecast_accum,
	minvfunc = @extschema@.forecast_discard,
	mstype = @extschema@.forecast_summary,
	msspace = 192,
	minitcond = '(0,0,0,0,0)',
	mfinalfunc = @extschema@.forecast_final,
	parallel = safe
);
comment on aggregate @extschema@.forecast_agg(numeric, float8) is
'Sums the amounts of open deals, each weighted with its probability (0..1), and their variance, exactly; a probability is taken as its shortest decimal. Counts the deals that lack an amount or a probability apart. Read with weighted_value(), weighted_forecast_ci(), forecast_count(). Errors: 22003 unless probability is from 0 to 1, and for an amount that is NaN, infinite, beyond 922337203685477 or of more than 20 decimals.';

create aggregate @extschema@.weighted_forecast(amount numeric, probability float8) (
	sfunc = @extschema@.forecast_accum,
	stype = @extschema@.forecast_summary,
	sspace = 192,
	initcond = '(0,0,0,0,0)',
	combinefunc = @extschema@.forecast_combine,
	finalfunc = @extschema@.weighted_value,
	msfunc = @extschema@.forecast_accum,
	minvfunc = @extschema@.forecast_discard,
	mstype = @extschema@.forecast_summary,
	msspace = 192,
	minitcond = '(0,0,0,0,0)',
	mfinalfunc = @extschema@.weighted_value,
	parallel = safe
);
comment on aggregate @extschema@.weighted_forecast(numeric, float8) is
'Weighted forecast: the sum of amount * probability (0..1) over open deals, exact, in the currency of the amounts. A deal without an amount or a probability is left out. 0 where no deal has both. Errors: 22003 unless probability is from 0 to 1, and for an amount that is NaN, infinite, beyond 922337203685477 or of more than 20 decimals.';

create aggregate @extschema@.rollup(summary @extschema@.forecast_summary) (
	sfunc = @extschema@.forecast_combine,
	stype = @extschema@.forecast_summary,
	sspace = 192,
	initcond = '(0,0,0,0,0)',
	combinefunc = @extschema@.forecast_combine,
	finalfunc = @extschema@.forecast_final,
	msfunc = @extschema@.forecast_combine,
	minvfunc = @extschema@.forecast_uncombine,
	mstype = @extschema@.forecast_summary,
	msspace = 192,
	minitcond = '(0,0,0,0,0)',
	mfinalfunc = @extschema@.forecast_final,
	parallel = safe
);
comment on aggregate @extschema@.rollup(@extschema@.forecast_summary) is
'Many forecast summaries as one: the summary of all their deals together.';

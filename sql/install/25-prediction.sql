-- prediction: how good predicted scores were, by what came of them.

create type @extschema@.prediction_summary;

create function @extschema@.prediction_summary_in(literal cstring) returns @extschema@.prediction_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'prediction_summary_in';
comment on function @extschema@.prediction_summary_in(cstring) is
'Text input of prediction_summary: (incomplete;score:converted:not converted;...), one part per different score; (0) without predictions. Errors: 22P02 syntax, 22003 figures that no predictions can give.';

create function @extschema@.prediction_summary_out(summary @extschema@.prediction_summary) returns cstring
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'prediction_summary_out';
comment on function @extschema@.prediction_summary_out(@extschema@.prediction_summary) is
'Text output of prediction_summary: (incomplete;score:converted:not converted;...), one part per different score; (0) without predictions, in the order of the values; exact and independent of every setting.';

create function @extschema@.prediction_summary_recv(message internal) returns @extschema@.prediction_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'prediction_summary_recv';
comment on function @extschema@.prediction_summary_recv(internal) is
'Binary input of prediction_summary, validated as the text form is. Errors: 22P03 wrong version or length, 22003 figures that no predictions can give.';

create function @extschema@.prediction_summary_send(summary @extschema@.prediction_summary) returns bytea
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'prediction_summary_send';
comment on function @extschema@.prediction_summary_send(@extschema@.prediction_summary) is
'Binary output of prediction_summary, starting with a version.';

create type @extschema@.prediction_summary (
	input = @extschema@.prediction_summary_in,
	output = @extschema@.prediction_summary_out,
	receive = @extschema@.prediction_summary_recv,
	send = @extschema@.prediction_summary_send,
	internallength = variable,
	alignment = double,
	storage = extended
);
comment on type @extschema@.prediction_summary is
'Predicted scores and what came of them: how many converted and how many did not with each score, as prediction_agg() counts them and rollup() merges them. Read with auc(), auc_ci(), brier(), brier_ci(), log_loss(), predictions(), conversions(), incomplete(). 56 bytes, and 24 for each different score; 256 MB at most.';

create function @extschema@.prediction_accum(state @extschema@.prediction_summary, converted boolean, score float8) returns @extschema@.prediction_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'prediction_accum';
comment on function @extschema@.prediction_accum(@extschema@.prediction_summary, boolean, float8) is
'Transition of prediction_agg, auc, brier and log_loss: one prediction; a NULL converted is ignored, and one with a NULL score is counted as incomplete. Not strict, because of that. Errors: 22003 for a score that is NaN or infinite, 54000 beyond 11 million different scores.';

create function @extschema@.prediction_discard(state @extschema@.prediction_summary, converted boolean, score float8) returns @extschema@.prediction_summary
	language c immutable parallel safe as 'MODULE_PATHNAME', 'prediction_discard';
comment on function @extschema@.prediction_discard(@extschema@.prediction_summary, boolean, float8) is
'Inverse transition of prediction_agg: takes one prediction away again. Errors: 22023 if it is not there.';

create function @extschema@.prediction_combine(state @extschema@.prediction_summary, summary @extschema@.prediction_summary) returns @extschema@.prediction_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'prediction_combine';
comment on function @extschema@.prediction_combine(@extschema@.prediction_summary, @extschema@.prediction_summary) is
'The two summaries as one. Errors: 22003 beyond 2^63-1 predictions, 54000 beyond 11 million different scores.';

create function @extschema@.prediction_uncombine(state @extschema@.prediction_summary, summary @extschema@.prediction_summary) returns @extschema@.prediction_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'prediction_uncombine';
comment on function @extschema@.prediction_uncombine(@extschema@.prediction_summary, @extschema@.prediction_summary) is
'Inverse transition of rollup: takes a summary away again. Errors: 22023 if it is not there.';

create function @extschema@.prediction_final(state @extschema@.prediction_summary) returns @extschema@.prediction_summary
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'prediction_final';
comment on function @extschema@.prediction_final(@extschema@.prediction_summary) is
'Final function of prediction_agg and rollup: the summary in its canonical form. Errors: 22023 if more was taken away than was there.';

create function @extschema@.auc(summary @extschema@.prediction_summary) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'prediction_auc';
comment on function @extschema@.auc(@extschema@.prediction_summary) is
'Area under the ROC curve: the share of pairs of a lead that converted and one that did not in which the one that did has the higher score, equal scores counting half; 0.5 is chance, 1 perfect. Scores may be of any scale. Pairs are counted in whole numbers, so nothing is lost among many. NULL unless there are both outcomes. Source: Hanley & McNeil 1982.';

create function @extschema@.auc_ci(summary @extschema@.prediction_summary, level float8 default 0.95) returns @extschema@.rate_interval
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'prediction_auc_ci';
comment on function @extschema@.auc_ci(@extschema@.prediction_summary, float8) is
'Confidence interval of auc(), within 0 and 1, by the variance of DeLong, DeLong & Clarke-Pearson 1988. NULL with fewer than two of either outcome. Errors: 22023 unless level is above 0 and below 1.';

create function @extschema@.brier(summary @extschema@.prediction_summary) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'prediction_brier';
comment on function @extschema@.brier(@extschema@.prediction_summary) is
'Brier score: mean of (probability - outcome)^2, outcome being 1 or 0; 0 is perfect, and a lower one is better. NULL without predictions. Errors: 22003 for a score below 0 or above 1. Source: Brier 1950.';

create function @extschema@.brier_ci(summary @extschema@.prediction_summary, level float8 default 0.95) returns @extschema@.rate_interval
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'prediction_brier_ci';
comment on function @extschema@.brier_ci(@extschema@.prediction_summary, float8) is
'Confidence interval of brier(), within 0 and 1: that of a mean, by the normal distribution. NULL with fewer than two predictions. Errors: 22023 unless level is above 0 and below 1, 22003 for a score below 0 or above 1.';

create function @extschema@.log_loss(summary @extschema@.prediction_summary) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'prediction_log_loss';
comment on function @extschema@.log_loss(@extschema@.prediction_summary) is
'Log loss: mean of -log(probability that was given to what happened); 0 is perfect, and a lower one is better. NULL without predictions, and where a probability of 0 or 1 was wrong, for which it is infinite. Errors: 22003 for a score below 0 or above 1.';

create function @extschema@.predictions(summary @extschema@.prediction_summary) returns bigint
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'prediction_predictions';
comment on function @extschema@.predictions(@extschema@.prediction_summary) is
'Number of predictions with an outcome and a score.';

create function @extschema@.conversions(summary @extschema@.prediction_summary) returns bigint
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'prediction_conversions';
comment on function @extschema@.conversions(@extschema@.prediction_summary) is
'Of these, those that converted.';

create function @extschema@.incomplete(summary @extschema@.prediction_summary) returns bigint
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'prediction_incomplete';
comment on function @extschema@.incomplete(@extschema@.prediction_summary) is
'Number of leads with an outcome that are left out, because they have no score.';

create aggregate @extschema@.prediction_agg(converted boolean, predicted float8) (
	sfunc = @extschema@.prediction_accum,
	stype = @extschema@.prediction_summary,
	sspace = 1024,
	initcond = '(0)',
	combinefunc = @extschema@.prediction_combine,
	finalfunc = @extschema@.prediction_final,
	msfunc = @extschema@.prediction_accum,
	minvfunc = @extschema@.prediction_discard,
	mstype = @extschema@.prediction_summary,
	msspace = 1024,
	minitcond = '(0)',
	mfinalfunc = @extschema@.prediction_final,
	parallel = safe
);
comment on aggregate @extschema@.prediction_agg(boolean, float8) is
'Predicted scores and what came of them, for auc(), brier() and log_loss(): equal scores are kept once, with counts, so the order of rows does not matter. Rows with a NULL converted (still open) are ignored; those with a NULL score are counted as incomplete. Errors: 22003 for a score that is NaN or infinite, 54000 beyond 11 million different scores.';

create aggregate @extschema@.auc(converted boolean, score float8) (
	sfunc = @extschema@.prediction_accum,
	stype = @extschema@.prediction_summary,
	sspace = 1024,
	initcond = '(0)',
	combinefunc = @extschema@.prediction_combine,
	finalfunc = @extschema@.auc,
	msfunc = @extschema@.prediction_accum,
	minvfunc = @extschema@.prediction_discard,
	mstype = @extschema@.prediction_summary,
	msspace = 1024,
	minitcond = '(0)',
	mfinalfunc = @extschema@.auc,
	parallel = safe
);
comment on aggregate @extschema@.auc(boolean, float8) is
'Area under the ROC curve: the share of pairs of a lead that converted and one that did not in which the one that did has the higher score, equal scores counting half; 0.5 is chance, 1 perfect. Scores may be of any scale. Pairs are counted in whole numbers, so nothing is lost among many. NULL unless there are both outcomes. Rows with a NULL converted or a NULL score are ignored. Errors: 22003 for a score that is NaN or infinite, 54000 beyond 11 million different scores.';

create aggregate @extschema@.brier(converted boolean, predicted float8) (
	sfunc = @extschema@.prediction_accum,
	stype = @extschema@.prediction_summary,
	sspace = 1024,
	initcond = '(0)',
	combinefunc = @extschema@.prediction_combine,
	finalfunc = @extschema@.brier,
	msfunc = @extschema@.prediction_accum,
	minvfunc = @extschema@.prediction_discard,
	mstype = @extschema@.prediction_summary,
	msspace = 1024,
	minitcond = '(0)',
	mfinalfunc = @extschema@.brier,
	parallel = safe
);
comment on aggregate @extschema@.brier(boolean, float8) is
'Brier score: mean of (probability - outcome)^2, outcome being 1 or 0; 0 is perfect, and a lower one is better. NULL without predictions. Rows with a NULL converted or a NULL score are ignored. Errors: 22003 for a probability that is not from 0 to 1, 54000 beyond 11 million different ones.';

create aggregate @extschema@.log_loss(converted boolean, predicted float8) (
	sfunc = @extschema@.prediction_accum,
	stype = @extschema@.prediction_summary,
	sspace = 1024,
	initcond = '(0)',
	combinefunc = @extschema@.prediction_combine,
	finalfunc = @extschema@.log_loss,
	msfunc = @extschema@.prediction_accum,
	minvfunc = @extschema@.prediction_discard,
	mstype = @extschema@.prediction_summary,
	msspace = 1024,
	minitcond = '(0)',
	mfinalfunc = @extschema@.log_loss,
	parallel = safe
);
comment on aggregate @extschema@.log_loss(boolean, float8) is
'Log loss: mean of -log(probability that was given to what happened); 0 is perfect, and a lower one is better. NULL without predictions, and where a probability of 0 or 1 was wrong, for which it is infinite. Rows with a NULL converted or a NULL score are ignored. Errors: 22003 for a probability that is not from 0 to 1, 54000 beyond 11 million different ones.';

create aggregate @extschema@.rollup(summary @extschema@.prediction_summary) (
	sfunc = @extschema@.prediction_combine,
	stype = @extschema@.prediction_summary,
	sspace = 1024,
	initcond = '(0)',
	combinefunc = @extschema@.prediction_combine,
	finalfunc = @extschema@.prediction_final,
	msfunc = @extschema@.prediction_combine,
	minvfunc = @extschema@.prediction_uncombine,
	mstype = @extschema@.prediction_summary,
	msspace = 1024,
	minitcond = '(0)',
	mfinalfunc = @extschema@.prediction_final,
	parallel = safe
);
comment on aggregate @extschema@.rollup(@extschema@.prediction_summary) is
'Many summaries of predictions as one: the summary of all of them together. Errors: 22003 beyond 2^63-1 predictions, 54000 beyond 11 million different scores.';

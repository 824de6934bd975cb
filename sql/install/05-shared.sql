-- Results that several families return.

create type @extschema@.rate_interval as (low float8, high float8);
comment on type @extschema@.rate_interval is
'Confidence interval of a share: both limits from 0 to 1.';

comment on column @extschema@.rate_interval.low is
'Lower limit, 0..1.';

comment on column @extschema@.rate_interval.high is
'Upper limit, 0..1.';

create type @extschema@.kpi_interval as (low float8, high float8);
comment on type @extschema@.kpi_interval is
'Confidence interval of a figure, in the unit of that figure. A limit that the data are too few for is NULL.';

comment on column @extschema@.kpi_interval.low is
'Lower limit.';

comment on column @extschema@.kpi_interval.high is
'Upper limit.';

create type @extschema@.rate_comparison as (difference float8, low float8, high float8, lift float8, z float8, p_value float8);
comment on type @extschema@.rate_comparison is
'Comparison of two rates, first minus second.';
comment on column @extschema@.rate_comparison.difference is
'First rate minus second rate, -1..1.';

comment on column @extschema@.rate_comparison.low is
'Lower limit of the difference (Newcombe 1998, hybrid score).';

comment on column @extschema@.rate_comparison.high is
'Upper limit of the difference.';

comment on column @extschema@.rate_comparison.lift is
'First rate / second rate - 1. NULL where the second rate is 0.';

comment on column @extschema@.rate_comparison.z is
'z statistic with pooled variance. NULL where all or none of both samples are hits.';

comment on column @extschema@.rate_comparison.p_value is
'Two-sided p value of z. NULL where z is.';

create type @extschema@.kpi_comparison as (difference float8, low float8, high float8, lift float8, t float8, p_value float8);
comment on type @extschema@.kpi_comparison is
'Comparison of two means, first minus second, in the unit of the figure.';

comment on column @extschema@.kpi_comparison.difference is
'First mean minus second mean.';

comment on column @extschema@.kpi_comparison.low is
'Lower limit of the difference (Welch 1947).';

comment on column @extschema@.kpi_comparison.high is
'Upper limit of the difference.';

comment on column @extschema@.kpi_comparison.lift is
'First mean / second mean - 1. NULL where the second mean is 0.';

comment on column @extschema@.kpi_comparison.t is
'Student''s t with unequal variances. NULL where neither group varies.';

comment on column @extschema@.kpi_comparison.p_value is
'Two-sided p value of t. NULL where t is.';


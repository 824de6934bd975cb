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


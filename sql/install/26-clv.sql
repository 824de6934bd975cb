-- clv: customer lifetime value in closed form.

create function @extschema@.clv(margin numeric, retention_rate float8, discount_rate float8, growth_rate float8 default 0, first_payment_now boolean default false) returns numeric
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'clv_contractual';
comment on function @extschema@.clv(numeric, float8, float8, float8, boolean) is
'Customer lifetime value of a contract with constant retention: m r / (1 + d - r (1 + g)), with m the margin per period, r the retention rate (0..1), d the discount rate (0..1) and g the growth of the margin (-1..1), all per period; the first payment comes at the end of the first period if the customer stays (Gupta & Lehmann 2003). With first_payment_now the sum starts with a certain payment today: m (1 + d) / (1 + d - r (1 + g)). NULL where it has no limit, r (1 + g) >= 1 + d. Errors: 22003 for an amount that is NaN or infinite, 22023 for any other number outside its range.';

create function @extschema@.clv_simple(average_value numeric, purchases_per_period float8, lifespan_periods float8, gross_margin float8 default 1) returns numeric
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'clv_simple';
comment on function @extschema@.clv_simple(numeric, float8, float8, float8) is
'Customer lifetime value as a product: average_value * purchases_per_period * lifespan_periods * gross_margin (0..1). Neither discounted nor adjusted for churn. Errors: 22003 for an amount that is NaN or infinite, 22023 for any other number outside its range.';

create function @extschema@.clv_churn(average_revenue numeric, gross_margin float8, churn_rate float8) returns numeric
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'clv_churn';
comment on function @extschema@.clv_churn(numeric, float8, float8) is
'Customer lifetime value from churn: average_revenue per period * gross_margin (0..1) / churn_rate per period (0..1). Not discounted. NULL where churn is 0, as it has no limit. Errors: 22003 for an amount that is NaN or infinite, 22023 for any other number outside its range.';

create function @extschema@.customer_lifetime(churn_rate float8) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'clv_customer_lifetime';
comment on function @extschema@.customer_lifetime(float8) is
'Expected lifetime of a customer in periods: 1 / churn_rate (0..1 per period). NULL where churn is 0, or so small that the result is beyond a float8. Errors: 22023 for a rate outside 0..1.';


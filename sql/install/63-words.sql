-- words: what the words of people in a CRM mean, for all layouts.

-- Words of Salesforce, and those that people add, for the kinds of source that figures are compared by. The one list of
-- them: docs/model.md shows it. What one word says exactly comes first, because it is cheap; then what words contain.
create function @extschema@._source_class(source text) returns text
	language sql immutable parallel safe
	return case lower(source)
		when 'web' then 'web' when 'website' then 'web'
		when 'organic search' then 'organic_search' when 'organic' then 'organic_search' when 'seo' then 'organic_search'
		when 'paid search' then 'paid_search' when 'ppc' then 'paid_search' when 'sem' then 'paid_search' when 'cpc' then 'paid_search' when 'google ads' then 'paid_search'
		when 'direct' then 'direct' when 'direct traffic' then 'direct'
		when 'referral' then 'referral' when 'customer referral' then 'referral' when 'employee referral' then 'referral' when 'word of mouth' then 'word_of_mouth'
		when 'partner' then 'partner' when 'partner referral' then 'partner' when 'partners' then 'partner' when 'reseller' then 'partner'
		when 'event' then 'event' when 'trade show' then 'event' when 'conference' then 'event' when 'seminar' then 'event' when 'webinar' then 'webinar'
		when 'content syndication' then 'content_syndication' when 'email' then 'email' when 'newsletter' then 'email'
		when 'social' then 'social' when 'social media' then 'social' when 'paid social' then 'paid_social'
		when 'retargeting' then 'retargeting' when 'advertisement' then 'advertising' when 'banner ads' then 'advertising' when 'display' then 'advertising'
		when 'phone inquiry' then 'phone' when 'phone' then 'phone'
		when 'purchased list' then 'purchased_list' when 'list purchase' then 'purchased_list'
		when 'cold call' then 'outbound' when 'outbound' then 'outbound' when 'telemarketing' then 'outbound'
		when 'other' then 'other' when '' then null
		else case
			when source is null then null
			when source ~* 'syndicat' then 'content_syndication'
			when source ~* 'webinar' then 'webinar'
			when source ~* 'paid.?social|social.?ads' then 'paid_social'
			when source ~* 'organic.?social|social|linkedin|facebook|twitter' then 'social'
			when source ~* 'organic' then 'organic_search'
			when source ~* 'paid.?search|adwords|google.?ads|\mppc\M|\mcpc\M|\msem\M' then 'paid_search'
			when source ~* 'partner|reseller|channel' then 'partner'
			when source ~* 'word.of.mouth' then 'word_of_mouth'
			when source ~* 'referral|referred' then 'referral'
			when source ~* 'event|trade.?show|conference|seminar' then 'event'
			when source ~* '\me-?mail|newsletter' then 'email'
			when source ~* 'purchased|list' then 'purchased_list'
			when source ~* 'outbound|cold.?call|prospecting|telemarketing' then 'outbound'
			when source ~* 're-?target|re-?market' then 'retargeting'
			when source ~* 'advert|banner|display' then 'advertising'
			when source ~* '\mdirect\M' then 'direct'
			when source ~* '\mweb' then 'web'
			when source ~* 'inquiry|phone' then 'phone'
			else 'other' end
		end;
comment on function @extschema@._source_class(text) is
'Internal: the kind of source that the words of a CRM say, one of web, organic_search, paid_search, direct, referral, word_of_mouth, partner, event, webinar, content_syndication, email, social, paid_social, retargeting, advertising, phone, purchased_list, outbound, other; NULL for none.';

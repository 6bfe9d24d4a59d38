-- Which policy judges is changed by people, with a record, as limits are.

alter table control_record drop constraint control_record_kind_check;
alter table control_record add constraint control_record_kind_check
  check (kind in ('LIMIT', 'TRADING_STATE', 'INSTRUMENT', 'POLICY'));
alter table control_record drop constraint control_record_effect_check;
alter table control_record add constraint control_record_effect_check
  check (effect in ('TIGHTENS', 'LOOSENS', 'ROLLS_BACK'));
comment on table control_record is 'Every step of every change of limits, trading states, instruments and the policy, in the order in which they count. Append only, written by the instance that owns the lanes, in the transaction of the change.';

alter table policy_version add column reason text not null default '';
alter table policy_version add column number bigint generated always as identity;
create unique index policy_version_number on policy_version (number);
comment on table policy_version is 'Policies, immutable once written. Exactly one is ACTIVE; the newest control record of kind POLICY says which. Written by administrators through authorize-service, the first one by its first start.';
comment on column policy_version.document is 'JSON: the rules, and the cases that show what they do.';
comment on column policy_version.digest is 'Hex SHA-256 over RFC 8785 of the document.';

create function policy_version_is_immutable() returns trigger language plpgsql as $$
begin
  raise exception 'a policy version is immutable';
end
$$;
create trigger policy_version_immutable before update of version, document, digest on policy_version
  for each row
  when (old.version is distinct from new.version
    or old.document is distinct from new.document
    or old.digest is distinct from new.digest)
  execute function policy_version_is_immutable();
create trigger policy_version_kept before delete on policy_version
  for each row execute function policy_version_is_immutable();

-- Limits of desks and of the firm, trading states of desks, and which desk an account is assigned to.

alter table risk_limit
  drop constraint risk_limit_scope_check;
alter table risk_limit
  add constraint risk_limit_scope_check check (scope in ('FIRM', 'DESK', 'ACCOUNT', 'SYMBOL')),
  add constraint risk_limit_firm check (scope <> 'FIRM' or subject = 'all'),
  add constraint risk_limit_together check (scope not in ('FIRM', 'DESK')
    or symbol is null and control in
      ('MAX_ORDER_QTY', 'MAX_ORDER_VALUE', 'GROSS_EXPOSURE', 'NET_EXPOSURE', 'MAX_OPEN_ORDERS'));

alter table trading_state
  drop constraint trading_state_scope_check;
alter table trading_state
  add constraint trading_state_scope_check check (scope in ('FIRM', 'DESK', 'ACCOUNT', 'SYMBOL'));

alter table control_setting
  drop constraint control_setting_kind_check,
  drop constraint control_setting_value_check;
alter table control_setting
  add constraint control_setting_kind_check check (kind in ('SHORT_SALE', 'PERMISSION', 'DESK')),
  add constraint control_setting_value_check
    check (kind = 'DESK' or value in ('ALLOWED', 'NOT_ALLOWED', 'DENIED')),
  add constraint control_setting_desk
    check (kind <> 'DESK' or scope = 'ACCOUNT' and symbol is null and value <> '');
comment on table control_setting is 'Whether short sales are allowed, the symbols that accounts may trade, and the desks that accounts are assigned to. Written by administrators through authorize-service.';

-- How many new orders an account, a desk or the firm may send in a second, and an account that are the same.

alter table risk_limit
  drop constraint risk_limit_control_check,
  drop constraint risk_limit_together;
alter table risk_limit
  add constraint risk_limit_control_check check (control in
    ('MAX_ORDER_QTY', 'MAX_ORDER_VALUE', 'GROSS_EXPOSURE', 'NET_EXPOSURE', 'PRICE_COLLAR_PERCENT',
     'PRICE_COLLAR_ABSOLUTE', 'MAX_OPEN_ORDERS', 'MESSAGE_RATE', 'DUPLICATE_ORDER', 'POSITION_LONG',
     'POSITION_SHORT')),
  add constraint risk_limit_together check (scope not in ('FIRM', 'DESK')
    or symbol is null and control in
      ('MAX_ORDER_QTY', 'MAX_ORDER_VALUE', 'GROSS_EXPOSURE', 'NET_EXPOSURE', 'MAX_OPEN_ORDERS', 'MESSAGE_RATE')),
  add constraint risk_limit_message_rate
    check (control <> 'MESSAGE_RATE' or symbol is null and scope <> 'SYMBOL'),
  add constraint risk_limit_duplicate_order
    check (control <> 'DUPLICATE_ORDER' or symbol is null and scope = 'ACCOUNT');

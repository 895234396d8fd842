-- A number stands for itself and the few merged into it: a planner that expects a thousand reads every relation of the bank to find a customer's own.
set local role yilan_engine;
alter function customer.numbers(text) rows 2;
reset role;

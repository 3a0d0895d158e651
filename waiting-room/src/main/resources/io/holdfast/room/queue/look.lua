-- Tells where one place stands.
--
-- KEYS[1]  room     hash: the room's counters
-- KEYS[2]  members  hash, subject -> ticket.session
-- KEYS[3]  called   sorted set, number -> end of the call, epoch milliseconds
-- KEYS[4]  active   sorted set, number -> end of the stay, epoch milliseconds
-- KEYS[5]  marks    one 4-bit cell per number, see admit.lua
-- KEYS[6]  again    sorted set, number -> the turn it is called at
-- KEYS[7]  invited  sorted set, number -> order of arrival
-- ARGV[1]  number   in the queue; 0 while the draw is still to come
-- ARGV[2]  ticket
-- ARGV[3]  session
-- ARGV[4]  subject  whose place it is
-- ARGV[5]  now      epoch milliseconds; empty: Redis' own clock
--
-- Returns state (LOBBY, WAITING, CALLED, ACTIVE, DONE, EXPIRED, LEFT, REVOKED or REPLACED), the end of the call or
-- stay or 0, serving, turn (the value of serving at which it is called), back (1: it has been moved back), rank
-- among the invited or -1.

local room, members, called, active, marks = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local again, invited = KEYS[6], KEYS[7]
local number, ticket, session, subject = tonumber(ARGV[1]), ARGV[2], ARGV[3], ARGV[4]

local now = tonumber(ARGV[5])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

local serving = tonumber(redis.call('HGET', room, 'serving')) or 0
local has = redis.call('HGET', members, subject)
local mine = has == ticket .. '.' .. session
if has and not mine and string.sub(has, 1, #ticket + 1) == ticket .. '.' then
  return { 'REPLACED', 0, serving, number, 0, -1 }
end

if number == 0 then
  return { mine and 'LOBBY' or 'LEFT', 0, serving, 0, 0, -1 }
end

local mark = redis.call('BITFIELD', marks, 'GET', 'u4', '#' .. number)[1]
if mark >= 1 and mark <= 4 then
  return { ({ 'DONE', 'EXPIRED', 'LEFT', 'REVOKED' })[mark], 0, serving, number, 0, -1 }
end
if not mine then
  return { 'EXPIRED', 0, serving, number, 0, -1 }
end
local back = mark == 5 and 1 or 0
local till = tonumber(redis.call('ZSCORE', active, number))
if till and till > now then
  return { 'ACTIVE', till, serving, number, back, -1 }
end
till = tonumber(redis.call('ZSCORE', called, number))
if till and till > now then
  return { 'CALLED', till, serving, number, back, -1 }
end
local turn = tonumber(redis.call('ZSCORE', again, number))
if till or turn then
  -- A call that has just run out is moved back by the next look at the door.
  return { 'WAITING', 0, serving, math.max(turn or serving + 10, serving + 1), 1, -1 }
end
if number > serving then
  return { 'WAITING', 0, serving, number, 0, redis.call('ZRANK', invited, number) or -1 }
end
return { 'EXPIRED', 0, serving, number, back, -1 }

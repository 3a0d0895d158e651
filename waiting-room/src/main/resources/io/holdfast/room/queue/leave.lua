-- Ends a place before its time: given up by its visitor, or revoked by the staff. Its room is free at once; a
-- number still to come is passed over.
--
-- KEYS[1]  room     hash: the room's counters
-- KEYS[2]  members  hash, subject -> ticket.session
-- KEYS[3]  called   sorted set, number -> end of the call, epoch milliseconds
-- KEYS[4]  active   sorted set, number -> end of the stay, epoch milliseconds
-- KEYS[5]  marks    one 4-bit cell per number, see admit.lua
-- KEYS[6]  again    sorted set, number -> the turn it is called at
-- KEYS[7]  invited  sorted set, number -> order of arrival
-- KEYS[8]  leavers  set, tickets given up in the lobby, whose numbers are not known yet
-- KEYS[9]  guests   set, tickets invited in the lobby
-- KEYS[10] news     sorted set, ticket.session -> when, epoch milliseconds; session 0: ended
-- KEYS[11] holders  hash, number -> session that has the pass, and its subject
-- ARGV[1]  mark     3 left, 4 revoked
-- ARGV[2]  number   in the queue; 0 while the draw is still to come
-- ARGV[3]  ticket
-- ARGV[4]  session
-- ARGV[5]  subject  whose place it is; empty: whoever's, as when it was given up in the lobby already
--
-- Returns LEFT; INSIDE, the end of the stay and the session that has the pass if it was inside; ENDED if it had ended before; REPLACED if a newer
-- window has it; DRAWN if the draw has been since, and the number is needed.

local room, members, called, active, marks = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local again, invited, leavers, guests = KEYS[6], KEYS[7], KEYS[8], KEYS[9]
local mark, number, ticket, session = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4]
local subject = ARGV[5]

if number == 0 and redis.call('HEXISTS', room, 'drawn') == 1 then
  return { 'DRAWN' }
end

if subject ~= '' then
  local has = redis.call('HGET', members, subject)
  if has ~= ticket .. '.' .. session then
    local replaced = has and string.sub(has, 1, #ticket + 1) == ticket .. '.'
    return { replaced and 'REPLACED' or 'ENDED' }
  end
  redis.call('HDEL', members, subject)
end

if number == 0 then
  redis.call('SADD', leavers, ticket)
  redis.call('SREM', guests, ticket)
  redis.call('HINCRBY', room, 'left', 1)
  return { 'LEFT' }
end

local was = redis.call('BITFIELD', marks, 'GET', 'u4', '#' .. number)[1]
if was >= 1 and was <= 4 then
  return { 'ENDED' }
end
redis.call('BITFIELD', marks, 'SET', 'u4', '#' .. number, mark)
local time = redis.call('TIME')
redis.call('ZADD', KEYS[10], time[1] * 1000 + math.floor(time[2] / 1000), ticket .. '.0')
local till = redis.call('ZSCORE', active, number)
redis.call('ZREM', called, number)
redis.call('ZREM', active, number)
redis.call('ZREM', again, number)
redis.call('ZREM', invited, number)
if subject ~= '' or mark == '4' then
  redis.call('HINCRBY', room, 'left', 1)
end
-- One called by invitation has been counted as gone already.
if was ~= 6 and was ~= 5 and number > (tonumber(redis.call('HGET', room, 'serving')) or 0) then
  redis.call('HINCRBY', room, 'gone', 1)
end
if till then
  local holder = redis.call('HGET', KEYS[11], number)
  redis.call('HDEL', KEYS[11], number)
  return { 'INSIDE', tonumber(till), holder and tonumber(string.match(holder, '^%d+')) or 1 }
end
return { 'LEFT' }

-- Takes back a place of an earlier epoch: its visitor shows it after Redis has forgotten who was waiting. It keeps
-- its ticket and number, so the order stays what it was.
--
-- KEYS[1]  room     hash: the room's counters
-- KEYS[2]  members  hash, subject -> ticket.session
-- KEYS[3]  called   sorted set, number -> end of the call, epoch milliseconds
-- KEYS[4]  active   sorted set, number -> end of the stay, epoch milliseconds
-- KEYS[5]  marks    one 4-bit cell per number, see admit.lua
-- KEYS[6]  again    sorted set, number -> the turn it is called at
-- KEYS[7]  invited  sorted set, number -> order of arrival
-- KEYS[8]  leavers  set, tickets given up in the lobby
-- KEYS[9]  guests   set, tickets invited in the lobby
-- ARGV[1]  epoch    of the place
-- ARGV[2]  number   in the queue; 0 while the draw is still to come
-- ARGV[3]  ticket
-- ARGV[4]  session
-- ARGV[5]  subject  whose place it is
-- ARGV[6]  invited  1 if it was given for an invitation, else 0
-- ARGV[7]  now      epoch milliseconds; empty: Redis' own clock
--
-- Returns LOST when the place is of a later epoch than the room; REPLACED when a newer window has it; else TAKEN and
-- the room's epoch.

local room, members, called, active, marks = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local again, invited, leavers, guests = KEYS[6], KEYS[7], KEYS[8], KEYS[9]
local number, ticket, session, subject = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5]
local EXPIRED, LEFT, PRESENT = 2, 3, 7

local now = tonumber(ARGV[7])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

local known = redis.call('HMGET', room, 'epoch', 'joined', 'serving', 'base', 'floor', 'drawn')
local epoch, joined, serving = tonumber(known[1]) or 0, tonumber(known[2]) or 0, tonumber(known[3]) or 0
local base, floor = tonumber(known[4]) or 0, tonumber(known[5]) or 0
if epoch < tonumber(ARGV[1]) then
  return { 'LOST', epoch }
end

local has = redis.call('HGET', members, subject)
if has then
  local dot = string.find(has, '.', 1, true)
  local theirs, newer = tonumber(string.sub(has, 1, dot - 1)), tonumber(string.sub(has, dot + 1))
  if theirs == ticket then
    if newer > session then
      return { 'REPLACED', epoch }
    end
  elseif theirs < ticket then
    return { 'TAKEN', epoch }
  -- Joined anew in the meantime, farther back: the older place is the better one.
  elseif not known[6] then
    redis.call('SADD', leavers, theirs)
  elseif theirs > serving and redis.call('BITFIELD', marks, 'GET', 'u4', '#' .. theirs)[1] == 0 then
    redis.call('BITFIELD', marks, 'SET', 'u4', '#' .. theirs, LEFT)
    redis.call('HINCRBY', room, 'gone', 1)
  end
end
redis.call('HSET', members, subject, ticket .. '.' .. session)

if number == 0 then
  redis.call('SREM', leavers, ticket)
  if ARGV[6] == '1' then
    redis.call('SADD', guests, ticket)
  end
  if ticket > joined then
    redis.call('HSET', room, 'joined', ticket)
  end
  return { 'TAKEN', epoch }
end

if number > joined then
  joined = number
  redis.call('HSET', room, 'joined', joined, 'base', math.max(base, joined))
end
local mark = redis.call('BITFIELD', marks, 'GET', 'u4', '#' .. number)[1]
if mark ~= 0 then
  return { 'TAKEN', epoch }
end
if number > serving then
  redis.call('BITFIELD', marks, 'SET', 'u4', '#' .. number, PRESENT)
  if ARGV[6] == '1' then
    redis.call('ZADD', invited, 'NX', now, number)
  end
elseif number <= floor then
  -- Its call and its stay were over before the loss.
  redis.call('BITFIELD', marks, 'SET', 'u4', '#' .. number, EXPIRED)
elseif not redis.call('ZSCORE', called, number) and not redis.call('ZSCORE', active, number) then
  -- Its turn had come, and what became of it is forgotten: it is called before all others.
  redis.call('BITFIELD', marks, 'SET', 'u4', '#' .. number, PRESENT)
  redis.call('ZADD', again, 'NX', number, number)
end
return { 'TAKEN', epoch }

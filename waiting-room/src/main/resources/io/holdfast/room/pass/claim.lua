-- Lets a called visitor come in. Whoever is inside already stays as long as before, so asking twice, or from 64
-- windows at once, is the same as asking once. Nobody comes in above the cap: one who comes late, when others have
-- been called in their stead, keeps the call and is the next.
--
-- KEYS[1]  room        hash: the room's counters
-- KEYS[2]  members     hash, subject -> ticket.session
-- KEYS[3]  called      sorted set, number -> end of the call, epoch milliseconds
-- KEYS[4]  active      sorted set, number -> end of the stay, epoch milliseconds
-- KEYS[5]  marks       one 4-bit cell per number, see admit.lua
-- KEYS[6]  again       sorted set, number -> the turn it is called at
-- KEYS[7]  ghosts      sorted set, stays from before a loss -> latest end, epoch milliseconds
-- KEYS[8]  holders     hash, number -> session that has the pass, and its subject
-- ARGV[1]  number      in the queue, >= 1
-- ARGV[2]  ticket
-- ARGV[3]  session
-- ARGV[4]  subject     whose place it is
-- ARGV[5]  called_for  how long a call lasts, milliseconds, > 0
-- ARGV[6]  active_for  how long a stay lasts, milliseconds, > 0
-- ARGV[7]  cap         most visitors inside together, unless the staff has changed it
-- ARGV[8]  proven      end of a stay proven by a pass of ours, epoch milliseconds; 0: none
-- ARGV[9]  now         epoch milliseconds; empty: Redis' own clock
--
-- Returns state (WAITING, FULL, ACTIVE, DONE, EXPIRED, LEFT, REVOKED or REPLACED), the end of the stay or 0, serving,
-- turn, the session that had the pass before or 0.

local room, members, called, active, marks = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local again, ghosts, holders = KEYS[6], KEYS[7], KEYS[8]
local number, ticket, session, subject = tonumber(ARGV[1]), ARGV[2], ARGV[3], ARGV[4]
local EXPIRED, PRESENT = 2, 7
local called_for, active_for, proven = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[8])

local now = tonumber(ARGV[9])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

local known = redis.call('HMGET', room, 'serving', 'cap')
local serving, cap = tonumber(known[1]) or 0, tonumber(known[2]) or tonumber(ARGV[7])

local has = redis.call('HGET', members, subject)
if has and has ~= ticket .. '.' .. session and string.sub(has, 1, #ticket + 1) == ticket .. '.' then
  return { 'REPLACED', 0, serving, number, 0 }
end
local mark = redis.call('BITFIELD', marks, 'GET', 'u4', '#' .. number)[1]
-- After a loss a number counts as over when its call and stay would have been long ago; whoever was called late, after an
-- earlier loss, proves otherwise.
if mark >= 1 and mark <= 4 and not (mark == EXPIRED and proven > now) then
  return { ({ 'DONE', 'EXPIRED', 'LEFT', 'REVOKED' })[mark], 0, serving, number, 0 }
end
if has ~= ticket .. '.' .. session then
  return { 'EXPIRED', 0, serving, number, 0 }
end
if mark == EXPIRED then
  redis.call('BITFIELD', marks, 'SET', 'u4', '#' .. number, PRESENT)
end

-- The newest window has the pass; the one it takes it from is to be told off. A number given twice, which only a
-- loss of everything can bring about, still lets one person in.
local function came_in(stay)
  local holder = redis.call('HGET', holders, number)
  local blank = holder and string.find(holder, ' ', 1, true)
  if holder and string.sub(holder, blank + 1) ~= subject then
    return { 'EXPIRED', 0, serving, number, 0 }
  end
  redis.call('HSET', holders, number, session .. ' ' .. subject)
  local before = holder and string.sub(holder, 1, blank - 1)
  return { 'ACTIVE', stay, serving, number, before and before ~= session and tonumber(before) or 0 }
end

local till = tonumber(redis.call('ZSCORE', active, number))
if till and till > now then
  return came_in(till)
end
if proven > now and not till then
  -- A stay that Redis has forgotten goes on until its own end.
  redis.call('ZREM', called, number)
  redis.call('ZREM', again, number)
  redis.call('ZADD', active, proven, number)
  redis.call('ZPOPMIN', ghosts)
  return came_in(proven)
end
till = tonumber(redis.call('ZSCORE', called, number))
if till and till > now then
  if redis.call('ZCARD', active) + redis.call('ZCARD', ghosts) >= cap then
    redis.call('ZADD', called, now + called_for, number)
    return { 'FULL', 0, serving, number, 0 }
  end
  -- A pass ends on a whole second, and the stay ends with it.
  local stay = math.floor((now + active_for) / 1000) * 1000
  redis.call('ZREM', called, number)
  redis.call('ZADD', active, stay, number)
  redis.call('HINCRBY', room, 'admitted', 1)
  return came_in(stay)
end
local turn = tonumber(redis.call('ZSCORE', again, number))
if till or turn then
  return { 'WAITING', 0, serving, math.max(turn or serving + 10, serving + 1), 0 }
end
return { number > serving and 'WAITING' or 'EXPIRED', 0, serving, number, 0 }

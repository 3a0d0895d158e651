-- Tells of turns that are near or have come to those who asked for it, each once, whichever process looks.
--
-- KEYS[1]  notices  sorted set, "number customer" -> number: who is to be told that the turn is near
-- KEYS[2]  noticed  sorted set, "number customer" -> turn from which on to look for the call; 0: at every look
-- KEYS[3]  tickets  set, "ticket customer": asked for in the lobby, whose numbers are not known yet
-- KEYS[4]  called   sorted set, number -> end of the call, epoch milliseconds
-- KEYS[5]  again    sorted set, number -> the turn it is called at
-- KEYS[6]  active   sorted set, number -> end of the stay, epoch milliseconds
-- KEYS[7]  marks    one 4-bit cell per number, see admit.lua
-- KEYS[8]  told     stream of events not sent to Kafka yet
-- ARGV[1]  sale
-- ARGV[2]  serving  the highest number called so far
-- ARGV[3]  near     from so many numbers on a turn is near
-- ARGV[4]  most     entries of each kind looked at, >= 1
-- ARGV[5]  now      epoch milliseconds; empty: Redis' own clock
--
-- Returns how many were told, and the tickets whose numbers are to be worked out; those are forgotten here.

local notices, noticed, called, again, active, marks, told =
  KEYS[1], KEYS[2], KEYS[4], KEYS[5], KEYS[6], KEYS[7], KEYS[8]
local sale, serving, near, most = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])

local now = tonumber(ARGV[5])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Marks from 1 to here are of places that have ended.
local ENDED = 4

local count = 0
local function tell(what, customer, fact)
  local data = string.format('{"sale":"%s","customer":"%s",%s,"at":%.3f}', sale, customer, fact, now / 1000)
  redis.call('XADD', told, 'MAXLEN', '~', 100000, '*', 'type', 'waiting-room.' .. what .. '.v1', 'data', data)
  count = count + 1
end

local function parts(entry)
  local number, customer = string.match(entry, '^(%d+) (.+)$')
  return tonumber(number), customer
end

local function ended(number)
  local mark = redis.call('BITFIELD', marks, 'GET', 'u4', '#' .. number)[1]
  return mark >= 1 and mark <= ENDED
end

for _, entry in ipairs(redis.call('ZRANGE', notices, '-inf', serving + near, 'BYSCORE', 'LIMIT', 0, most)) do
  redis.call('ZREM', notices, entry)
  local number, customer = parts(entry)
  if not ended(number) then
    redis.call('ZADD', noticed, 'NX', number, entry)
    if number > serving and not redis.call('ZSCORE', called, number) then
      tell('TurnNear', customer, string.format('"ahead":%d', number - serving - 1))
    end
  end
end

local function look(entry)
  local number, customer = parts(entry)
  local till = redis.call('ZSCORE', called, number)
  if till then
    redis.call('ZREM', noticed, entry)
    tell('TurnCame', customer, string.format('"until":%.3f', tonumber(till) / 1000))
    return
  end
  local turn = redis.call('ZSCORE', again, number)
  if turn then
    redis.call('ZADD', noticed, turn, entry)
  elseif number <= serving or redis.call('ZSCORE', active, number) or ended(number) then
    redis.call('ZREM', noticed, entry)
  end
end

for _, entry in ipairs(redis.call('ZRANGE', noticed, 0, 0, 'BYSCORE', 'LIMIT', 0, most)) do
  look(entry)
end
for _, entry in ipairs(redis.call('ZRANGE', noticed, '(0', serving, 'BYSCORE', 'LIMIT', 0, most)) do
  look(entry)
end

return { count, redis.call('SPOP', KEYS[3], most) }

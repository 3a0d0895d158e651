-- Calls those who have waited longest, as far as the bucket holds tokens and there is room inside.
--
-- Whoever looks at the door runs this: a request or any pod's tick. None of them is special, so nobody has to
-- be alive for the queue to move.
--
-- KEYS[1]  room        hash: the room's counters and what the staff has changed
-- KEYS[2]  called      sorted set, number -> end of the call, epoch milliseconds
-- KEYS[3]  active      sorted set, number -> end of the stay, epoch milliseconds
-- KEYS[4]  ends        one 4-bit cell per number: 0 not ended, 1 done, 2 expired, 3 left
-- KEYS[5]  members     hash, subject -> ticket; only to give it an end after the sale
-- KEYS[6]  leavers     set, tickets given up in the lobby
-- ARGV[1]  opens       epoch milliseconds; from then on visitors are called
-- ARGV[2]  closes      epoch milliseconds, exclusive
-- ARGV[3]  rate        visitors per second, > 0
-- ARGV[4]  burst       most visitors called at one moment after a quiet while, >= 1
-- ARGV[5]  cap         most visitors called and inside together, >= 1
-- ARGV[6]  called_for  how long a call lasts, milliseconds, > 0
-- ARGV[7]  now         epoch milliseconds; empty: Redis' own clock
--
-- Returns the room as it is now: now, epoch, joined, drawn (-1 before the opening), serving, called, active,
-- admitted, no-shows, done, left, gone (left, and not yet passed over), leavers, paused (empty: it is not),
-- rate, burst, cap.

local room, called, active, ends, members, leavers = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local opens, closes, called_for = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[6])

local EXPIRED, LEFT = 2, 3
-- Most places one call looks at, so that no call holds Redis up for long; the next one goes on.
local AT_ONCE = 2000
-- The door is looked at several times a second. A bucket smaller than what runs in between would lose tokens.
local BUCKET_SECONDS = 0.5
-- How long a room can still be looked at after its sale.
local KEPT_MS = 7 * 24 * 3600 * 1000

local now = tonumber(ARGV[7])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

redis.call('HSETNX', room, 'epoch', 1)
local known = redis.call('HMGET', room, 'epoch', 'joined', 'drawn', 'serving', 'tokens', 'refilled', 'paused',
  'rate', 'burst', 'cap', 'admitted', 'no-shows', 'done', 'left', 'gone')
local epoch, joined, drawn = known[1], tonumber(known[2]) or 0, tonumber(known[3])
local serving, tokens, refilled = tonumber(known[4]) or 0, tonumber(known[5]), tonumber(known[6])
local paused = known[7] or ''
-- What the staff has changed wins over the sale's own settings.
local rate = tonumber(known[8]) or tonumber(ARGV[3])
local burst = tonumber(known[9]) or tonumber(ARGV[4])
local cap = tonumber(known[10]) or tonumber(ARGV[5])
local admitted, no_shows = tonumber(known[11]) or 0, tonumber(known[12]) or 0
local gone = tonumber(known[15]) or 0

-- Whoever has not come in time, or has stayed too long, makes room first.
local function expire(places)
  local overdue = redis.call('ZRANGEBYSCORE', places, '-inf', now, 'LIMIT', 0, AT_ONCE)
  for _, number in ipairs(overdue) do
    redis.call('BITFIELD', ends, 'SET', 'u4', '#' .. number, EXPIRED)
    redis.call('ZREM', places, number)
  end
  return #overdue
end
no_shows = no_shows + expire(called)
expire(active)

-- The first look after the opening counts the lobby: who has a ticket up to here is in the draw.
if not drawn and now >= opens then
  drawn = joined
  redis.call('HSET', room, 'drawn', drawn)
end

if drawn and now < closes then
  local bucket = math.max(burst, rate * BUCKET_SECONDS)
  tokens = math.min(bucket, (tokens or burst) + math.max(0, now - (refilled or now)) * rate / 1000)
  if paused == '' then
    local free = cap - redis.call('ZCARD', called) - redis.call('ZCARD', active)
    local wanted = math.min(math.floor(tokens), free)
    local looked = 0
    while wanted > 0 and serving < joined and looked < AT_ONCE do
      serving = serving + 1
      looked = looked + 1
      if redis.call('BITFIELD', ends, 'GET', 'u4', '#' .. serving)[1] == LEFT then
        gone = gone - 1
      else
        redis.call('ZADD', called, now + called_for, serving)
        wanted = wanted - 1
        tokens = tokens - 1
        admitted = admitted + 1
      end
    end
  end
  -- Text, because Redis would cut a number to its whole part.
  redis.call('HSET', room, 'tokens', string.format('%.6f', tokens), 'refilled', now)
end

redis.call('HSET', room, 'serving', serving, 'admitted', admitted, 'no-shows', no_shows, 'gone', gone)

if now >= closes then
  for _, key in ipairs({ room, called, active, ends, members, leavers }) do
    redis.call('PEXPIRE', key, KEPT_MS, 'NX')
  end
end

return {
  now, tonumber(epoch), joined, drawn or -1, serving, redis.call('ZCARD', called), redis.call('ZCARD', active),
  admitted, no_shows, tonumber(known[13]) or 0, tonumber(known[14]) or 0, gone, redis.call('SCARD', leavers),
  paused, tostring(rate), burst, cap,
}

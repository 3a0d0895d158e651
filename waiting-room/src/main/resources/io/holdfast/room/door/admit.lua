-- Calls those who have waited longest, as far as the bucket holds tokens and there is room inside.
--
-- Whoever looks at the door runs this: a request or any pod's tick. None of them is special, so nobody has to
-- be alive for the queue to move.
--
-- KEYS[1]  room        hash: the room's counters and what the staff has changed
-- KEYS[2]  called      sorted set, number -> end of the call, epoch milliseconds
-- KEYS[3]  active      sorted set, number -> end of the stay, epoch milliseconds
-- KEYS[4]  marks       one 4-bit cell per number, see below
-- KEYS[5]  again       sorted set, number -> the turn it is called at: whoever is not called at their own number
-- KEYS[6]  invited     sorted set, number -> order of arrival
-- KEYS[7]  ghosts      sorted set, stays from before a loss -> latest end, epoch milliseconds
-- KEYS[8]  leavers     set, tickets given up in the lobby
-- KEYS[9]  guests      set, tickets invited in the lobby
-- KEYS[10] members     hash, subject -> ticket.session; only to give it an end after the sale
-- KEYS[11] invitations hash, invitation -> subject; likewise
-- KEYS[12] news        sorted set, ticket.session -> when a newer window took over or the place ended (session 0)
-- KEYS[13] holders     hash, number -> session that has the pass, and its subject
-- KEYS[14] told        stream of events not sent to Kafka yet
-- ARGV[1]  lobby       opens, epoch milliseconds
-- ARGV[2]  opens       epoch milliseconds; from then on visitors are called
-- ARGV[3]  closes      epoch milliseconds, exclusive
-- ARGV[4]  rate        visitors per second, > 0
-- ARGV[5]  burst       most visitors called at one moment after a quiet while, >= 1
-- ARGV[6]  cap         most visitors inside together, >= 1
-- ARGV[7]  called_for  how long a call lasts, milliseconds, > 0
-- ARGV[8]  active_for  how long a stay lasts, milliseconds, > 0
-- ARGV[9]  share       of all calls that invited visitors may have while others wait, 0 to 1
-- ARGV[10] epoch, ARGV[11] joined, ARGV[12] serving: what the caller remembers of this room, 0: nothing
-- ARGV[13] since       news up to here is known, epoch milliseconds
-- ARGV[14] sale        its id
-- ARGV[15] now         epoch milliseconds; empty: Redis' own clock
--
-- Marks: 0 none, 1 done, 2 expired, 3 left, 4 revoked, 5 moved back once, 6 called by invitation, 7 has shown
-- itself after a loss (numbers up to base are called only then). What the staff has changed (lobby, opens, closes, rate, burst, cap, share in the hash)
-- wins over the arguments.
--
-- Returns LOST when the caller remembers more than Redis does; else the room as it is now, as flat pairs.

local room, called, active, marks, again = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local invited, ghosts, leavers = KEYS[6], KEYS[7], KEYS[8]
local called_for, active_for = tonumber(ARGV[7]), tonumber(ARGV[8])

local EXPIRED, BACK, AHEAD, PRESENT = 2, 5, 6, 7
-- Most places one call looks at, so that no call holds Redis up for long; the next one goes on.
local AT_ONCE = 2000
-- The door is looked at several times a second. A bucket smaller than what runs in between would lose tokens.
local BUCKET_SECONDS = 0.5
-- Whoever comes in does so in the first part of their call. Later than that few still come, and they count for
-- little; should they come after all, claim.lua lets nobody in above the cap.
local FRESH, LATE_COMERS = 0.25, 0.1
-- Of those inside, some look and leave without buying.
local BROWSERS = 2
-- How long a room can still be looked at after its sale.
local KEPT_MS = 7 * 24 * 3600 * 1000

local now = tonumber(ARGV[15])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

local known = {}
local fields = redis.call('HGETALL', room)
for i = 1, #fields, 2 do
  known[fields[i]] = fields[i + 1]
end
local function number_of(field, otherwise)
  return tonumber(known[field]) or otherwise
end

local epoch, joined, serving = number_of('epoch', 0), number_of('joined', 0), number_of('serving', 0)
local remembered = tonumber(ARGV[10])
local recovering = number_of('recovering', 0) > now
if epoch < remembered
  or (epoch == remembered and (joined < tonumber(ARGV[11]) or serving < tonumber(ARGV[12])))
  or (epoch > remembered and remembered > 0 and recovering) then
  return 'LOST'
end
if epoch == 0 then
  epoch = 1
  redis.call('HSET', room, 'epoch', 1)
end

local lobby, opens = number_of('lobby', tonumber(ARGV[1])), number_of('opens', tonumber(ARGV[2]))
local closes = number_of('closes', tonumber(ARGV[3]))
local rate, burst = number_of('rate', tonumber(ARGV[4])), number_of('burst', tonumber(ARGV[5]))
local cap, share = number_of('cap', tonumber(ARGV[6])), number_of('share', tonumber(ARGV[9]))
local paused = known['paused'] or ''
local drawn, base, gone = number_of('drawn', nil), number_of('base', 0), number_of('gone', 0)
local no_shows, calls = number_of('no-shows', 0), number_of('calls', 0)
local health, seats, held = number_of('health', 1), number_of('seats', -1), number_of('held', 0)
if now - number_of('heard', now) > 30000 and seats + held > 0 then
  -- Old news, except that everything is sold.
  seats, held = -1, 0
end
local tokens, refilled, credit = number_of('tokens', burst), number_of('refilled', now), number_of('credit', 0)

-- Whoever has not come in time is moved back once; whoever has not come twice, or has stayed too long, has ended.
local overdue = redis.call('ZRANGEBYSCORE', called, '-inf', now, 'LIMIT', 0, AT_ONCE)
local behind = serving + math.max(10, math.floor(rate * called_for / 1000))
for _, number in ipairs(overdue) do
  if redis.call('BITFIELD', marks, 'GET', 'u4', '#' .. number)[1] == BACK then
    redis.call('BITFIELD', marks, 'SET', 'u4', '#' .. number, EXPIRED)
  else
    redis.call('BITFIELD', marks, 'SET', 'u4', '#' .. number, BACK)
    redis.call('ZADD', again, behind, number)
  end
  redis.call('ZREM', called, number)
end
no_shows = no_shows + #overdue
local stayed = redis.call('ZRANGEBYSCORE', active, '-inf', now, 'LIMIT', 0, AT_ONCE)
for _, number in ipairs(stayed) do
  redis.call('BITFIELD', marks, 'SET', 'u4', '#' .. number, EXPIRED)
  redis.call('ZREM', active, number)
  redis.call('HDEL', KEYS[13], number)
end
redis.call('ZREMRANGEBYSCORE', ghosts, '-inf', now)

-- The mean length of the last stays, so that one knows what the cap is worth.
local stay = number_of('stay', active_for)
for _ = 1, math.min(#stayed, 50) do
  stay = stay * 0.98 + active_for * 0.02
end

-- The first look after the opening counts the lobby: who has a ticket up to here is in the draw.
if not drawn and now >= opens then
  drawn = joined
  redis.call('HSET', room, 'drawn', drawn)
  redis.call('XADD', KEYS[14], 'MAXLEN', '~', 100000, '*', 'type', 'waiting-room.LobbyDrawn.v1', 'data',
    string.format('{"sale":"%s","size":%d,"at":%.3f}', ARGV[14], drawn, now / 1000), 'traceparent', '')
end

-- No more visitors are of use inside than the seats that can still be had.
local party = number_of('party', 2)
local useful = cap
if seats == 0 then
  useful = 0
elseif seats > 0 then
  useful = math.min(cap, math.ceil((seats + held) / party) * BROWSERS)
end

local inside = redis.call('ZCARD', active) + redis.call('ZCARD', ghosts)
local limit = ''

if drawn and now < closes then
  local bucket = math.max(burst, rate * BUCKET_SECONDS)
  -- A no-show has not used the token it was called with.
  tokens = math.min(bucket, tokens + #overdue + math.max(0, now - refilled) * rate * health / 1000)
  if paused == '' and not recovering then
    local fresh = redis.call('ZCOUNT', called, '(' .. (now + called_for * (1 - FRESH)), '+inf')
    local late = redis.call('ZCARD', called) - fresh
    local free = useful - inside - fresh - math.floor(late * LATE_COMERS)
    local wanted = math.max(0, math.min(math.floor(tokens), free, AT_ONCE))
    local looked = 0

    local function call(number)
      redis.call('ZADD', called, now + called_for, number)
      wanted = wanted - 1
      tokens = tokens - 1
      calls = calls + 1
      free = free - 1
      credit = math.min(2, credit + share)
    end

    local priority = share > 0 and wanted > 0 and redis.call('ZRANGE', invited, 0, wanted - 1) or {}
    local first_invited = 1
    local function call_invited()
      local number = tonumber(priority[first_invited])
      first_invited = first_invited + 1
      redis.call('ZREM', invited, number)
      -- Served already by its own number, or ended.
      if number <= serving or redis.call('BITFIELD', marks, 'GET', 'u4', '#' .. number)[1] % PRESENT ~= 0 then
        return
      end
      redis.call('BITFIELD', marks, 'SET', 'u4', '#' .. number, AHEAD)
      gone = gone + 1
      call(number)
    end

    local due = wanted > 0 and redis.call('ZRANGE', again, 0, wanted - 1, 'WITHSCORES') or {}
    local first_due = 1

    while wanted > 0 and looked < AT_ONCE do
      if #priority < first_invited then
        credit = 0
      end
      if credit > 0.999999 then
        credit = credit - 1
        call_invited()
      elseif due[first_due] and (tonumber(due[first_due + 1]) <= serving or serving >= joined) then
        local number = tonumber(due[first_due])
        first_due = first_due + 2
        redis.call('ZREM', again, number)
        call(number)
      elseif serving < joined then
        serving = serving + 1
        looked = looked + 1
        local mark = redis.call('BITFIELD', marks, 'GET', 'u4', '#' .. serving)[1]
        if mark == PRESENT or (mark == 0 and serving > base) then
          call(serving)
        elseif mark > 0 then
          gone = gone - 1
        end
      elseif priority[first_invited] then
        call_invited()
      else
        break
      end
    end

    if serving < joined or redis.call('ZCARD', again) > 0 then
      if free <= 0 then
        limit = useful < cap and 'SEATS' or 'CAP'
      else
        limit = health < 1 and 'HEALTH' or 'RATE'
      end
    end
  end
  -- Text, because Redis would cut a number to its whole part.
  redis.call('HSET', room, 'tokens', string.format('%.6f', tokens), 'refilled', now,
    'credit', string.format('%.4f', credit))
end

redis.call('HSET', room, 'serving', serving, 'calls', calls, 'no-shows', no_shows, 'gone', gone,
  'stay', math.floor(stay))

if now >= closes then
  for _, key in ipairs(KEYS) do
    redis.call('PEXPIRE', key, KEPT_MS, 'NX')
  end
end

-- How many stays end in each tenth of the longest one from now: what to go by if Redis forgets them.
local ends = {}
local from = '(' .. now
for tenth = 1, 10 do
  local till = now + math.ceil(active_for * tenth / 10)
  ends[tenth] = redis.call('ZCOUNT', active, from, till) + redis.call('ZCOUNT', ghosts, from, till)
  from = '(' .. till
end

return {
  'now', now, 'epoch', epoch, 'base', base, 'floor', number_of('floor', 0),
  'recovering', recovering and number_of('recovering', 0) or 0,
  'joined', joined, 'drawn', drawn or -1, 'serving', serving,
  'called', redis.call('ZCARD', called), 'active', inside, 'again', redis.call('ZCARD', again),
  'invited', redis.call('ZCARD', invited), 'calls', calls, 'admitted', number_of('admitted', 0),
  'no-shows', no_shows, 'done', number_of('done', 0), 'left', number_of('left', 0), 'gone', gone,
  'leavers', redis.call('SCARD', leavers), 'guests', redis.call('SCARD', KEYS[9]),
  'lobby', lobby, 'opens', opens, 'closes', closes, 'paused', paused, 'closed', known['closed'] or '',
  'decided', number_of('decided', 0), 'draining', number_of('draining', 0), 'rate', tostring(rate), 'burst', burst, 'cap', cap, 'share', tostring(share),
  'stay', math.floor(stay), 'health', tostring(health), 'trouble', known['trouble'] or '',
  'seats', seats, 'held', held, 'useful', useful, 'limit', limit, 'ends', table.concat(ends, ' '),
  'news', table.concat(redis.call('ZRANGEBYSCORE', KEYS[12], ARGV[13], '+inf', 'LIMIT', 0, AT_ONCE), ' '),
}
